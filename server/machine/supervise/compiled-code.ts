import { chownSync, lstatSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { cloneRoot, type AppPlace } from "./app-place.ts";
import type { RunAs } from "./run-as.ts";

/**
 * The folder in which Node keeps our code compiled, so that a part starts in half the time. What the service user may write lies apart: the
 * spawner stays root and must load nothing of it. Undefined where the folder is not that user's own.
 */
export function compiledCode(place: AppPlace, runAs: RunAs | undefined): string | undefined {
  if (!runAs) return join(cloneRoot, ".toolchain", "compiled");
  if (place.root === cloneRoot) return undefined;
  const folder = `/run/stoa/compiled-${basename(place.root)}`;
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chownSync(folder, runAs.uid, runAs.gid);
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === runAs.uid ? folder : undefined;
}
