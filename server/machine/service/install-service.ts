import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { userInfo } from "node:os";
import { StoaError } from "../../base/errors.ts";
import { cloneRoot } from "../supervise/app-place.ts";
import { systemctl, unitName, unitPath, unitText } from "./unit.ts";

export interface ServiceUnit {
  path: string;
  text: string;
  written: boolean;
  /** Commands that switch it on, to be typed next. */
  next: string[];
}

/** Settings that hold a password are not written into a unit, which everybody can read. */
const secretSettings = new Set(["STOA_DATABASE_URL", "STOA_TOKEN"]);

/** `stoa service`: the systemd unit of this clone with the present STOA_ settings. Writes it unless `print`. @throws StoaError refused */
export function installService(env: NodeJS.ProcessEnv, options: { print: boolean }): ServiceUnit {
  const asRoot = process.getuid?.() === 0;
  const settings = Object.entries(env).flatMap(([name, value]) =>
    name.startsWith("STOA_") && !name.startsWith("STOA_OUTER") && value !== undefined ? [[name, value] as const] : [],
  );
  const kept = Object.fromEntries(settings.filter(([name]) => !secretSettings.has(name)));
  const path = unitPath(asRoot, env);
  const text = unitText({ folder: cloneRoot, node: process.execPath, asRoot, env: kept });
  if (!options.print) write(path, text);
  const control = systemctl().join(" ");
  const secret = settings
    .filter(([name]) => secretSettings.has(name))
    .map(([name]) => `${control} edit ${unitName}   # add [Service] Environment=${name}=..., which is not written here`);
  const linger = asRoot ? [] : [`loginctl enable-linger ${userInfo().username}   # keeps it running when you log out`];
  return {
    path,
    text,
    written: !options.print,
    next: [`${control} daemon-reload`, ...secret, ...linger, `${control} enable --now ${unitName}`],
  };
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o644 });
  } catch (cause) {
    throw new StoaError("refused", {
      what: `${path} cannot be written.`,
      fix: "Print it and put it there yourself: stoa service --print",
      cause,
    });
  }
}
