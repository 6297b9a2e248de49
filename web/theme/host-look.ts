import { contrast, mix, readableOn, readHex, showHex, type Rgb } from "./contrast.ts";

/** What a host may change: its accent as `#rrggbb`, a font family already on the machine of the reader, corners in px, and density. */
export interface HostLook {
  accent?: string | undefined;
  /** The accent in the dark theme, when it is another. */
  accentDark?: string | undefined;
  font?: string | undefined;
  radius?: number | undefined;
  density?: "roomy" | "compact" | undefined;
}

/** Stands behind a host's font on machines that do not have it. */
const ownFonts = '"Inter Variable", system-ui, sans-serif';
const white: Rgb = [255, 255, 255];
const ink: Rgb = [21, 24, 28];

/** The CSS variables a host's look sets; text drawn in or on its accent keeps 4.5 : 1 whatever colour it sends. */
export function hostVariables(look: HostLook, scheme: "light" | "dark"): Record<string, string> {
  const variables: Record<string, string> = {};
  const chosen = scheme === "dark" ? (look.accentDark ?? look.accent) : look.accent;
  const accent = chosen ? readHex(chosen) : undefined;
  if (accent) Object.assign(variables, accentVariables(accent, scheme));
  if (look.font && /^[\w "',-]{1,120}$/.test(look.font)) variables["--font-sans"] = `${look.font}, ${ownFonts}`;
  if (look.radius !== undefined) variables["--radius"] = `${Math.min(Math.max(look.radius, 0), 16)}px`;
  if (look.density === "compact") Object.assign(variables, compact);
  return variables;
}

/** The workshop's sizes in the shop. */
const compact = { "--text-body": "var(--text-14)", "--control": "32px" };

function accentVariables(accent: Rgb, scheme: "light" | "dark"): Record<string, string> {
  const ground = readHex(scheme === "light" ? "#f1f3f5" : "#1e2227") ?? white;
  const tint = mix(ground, accent, scheme === "light" ? 0.09 : 0.16);
  const onAccent = contrast(accent, white) >= contrast(accent, ink) ? white : ink;
  const fill = readableFill(accent, onAccent);
  return {
    "--accent": showHex(fill),
    "--accent-hover": showHex(mix(fill, onAccent === white ? ink : white, 0.14)),
    "--on-accent": showHex(onAccent),
    "--accent-text": showHex(readableOn(accent, tint)),
    "--accent-tint": showHex(tint),
  };
}

function readableFill(accent: Rgb, text: Rgb): Rgb {
  return readableOn(accent, text);
}

const worn = [
  "--accent",
  "--accent-hover",
  "--on-accent",
  "--accent-text",
  "--accent-tint",
  "--font-sans",
  "--radius",
  ...Object.keys(compact),
];

/** Puts a host's look on the page, or takes it off when it is undefined. */
export function wearHostLook(root: HTMLElement, look: HostLook | undefined, scheme: "light" | "dark"): void {
  for (const name of worn) root.style.removeProperty(name);
  for (const [name, value] of Object.entries(hostVariables(look ?? {}, scheme))) root.style.setProperty(name, value);
}
