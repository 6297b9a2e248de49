import type { EmbedTheme } from "@stoa/contract";

/** The design tokens a host sets in its own style sheet, on the element or anywhere above it. */
export function readTheme(element: Element, given: EmbedTheme): EmbedTheme {
  const style = getComputedStyle(element);
  const read = (name: string): string | undefined => style.getPropertyValue(`--stoa-${name}`).trim() || undefined;
  const radius = Number.parseFloat(read("radius") ?? "");
  const density = read("density");
  const scheme = read("scheme");
  const found = {
    accent: read("accent"),
    accentDark: read("accent-dark"),
    font: read("font"),
    radius: Number.isFinite(radius) ? radius : undefined,
    density: density === "roomy" || density === "compact" ? density : undefined,
    scheme: scheme === "light" || scheme === "dark" || scheme === "auto" ? scheme : undefined,
  };
  const set = Object.entries(found).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(set) as EmbedTheme), ...given };
}
