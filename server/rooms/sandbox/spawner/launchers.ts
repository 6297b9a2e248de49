import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { LauncherKind } from "../box.ts";
import { launcherPath } from "./native/build.mjs";

/** How the launcher of a kind is started. */
export interface Launcher {
  kind: LauncherKind;
  command: string;
  args: string[];
}

const script = fileURLToPath(new URL("./launcher.pl", import.meta.url));

/** The launcher asked for; else the native one where it was built, and Perl's. @throws Error when the native one is asked for and was not built */
export function chooseLauncher(asked: LauncherKind | undefined, tierArguments: readonly string[]): Launcher {
  const path = launcherPath();
  const built = existsSync(path);
  if (asked === "native" && !built) throw new Error("the native launcher was not built: no C compiler was there at set-up");
  if (built && asked !== "perl") return { kind: "native", command: path, args: [] };
  return { kind: "perl", command: "perl", args: [script, ...tierArguments] };
}
