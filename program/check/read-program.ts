import type { Manifest, ManifestProblem } from "@stoa/contract";
import type { ContractAdapter } from "../adapters/adapter.ts";
import { adapters } from "../adapters/index.ts";

/** A program's folder: its files by path from the root, with `/`, and the text of the few that are asked for. */
export interface ProgramFolder {
  paths: readonly string[];
  readText(path: string): string | undefined;
  /** At most so many bytes of a file. */
  readBytes(path: string, most: number): Uint8Array | "too large" | undefined;
}

export type ProgramReading =
  | { adapter: ContractAdapter; manifest: Manifest; problems?: undefined }
  | { adapter?: undefined; manifest?: undefined; problems: ManifestProblem[] };

const own = "stoa.yaml";
const pandium = "PANDIUM.yaml";
const nearly: Record<string, string> = {
  "stoa.yml": own,
  ".stoa.yaml": own,
  ".stoa.yml": own,
  "stoa.json": own,
  "pandium.yml": pandium,
  "pandium.yaml": pandium,
};

/**
 * Finds a program's manifest and reads it: `stoa.yaml` first, else `PANDIUM.yaml`; a `stoa.yaml` with
 * `contract: pandium` lies over a PANDIUM.yaml beside it.
 */
export function readProgram(folder: ProgramFolder): ProgramReading {
  const mine = folder.paths.includes(own) ? folder.readText(own) : undefined;
  const theirs = folder.paths.includes(pandium) ? folder.readText(pandium) : undefined;
  if (mine !== undefined && /^contract:\s*["']?pandium\b/m.test(mine)) {
    if (theirs === undefined)
      return refuse(own, "`contract: pandium` needs a PANDIUM.yaml beside this file.", "Add PANDIUM.yaml, or write `contract: stoa`.");
    return readBy(adapters.pandium, theirs, pandium, { text: mine, file: own });
  }
  if (mine !== undefined) return readBy(adapters.stoa, mine, own);
  if (theirs !== undefined) return readBy(adapters.pandium, theirs, pandium);
  return missing(folder.paths);
}

function readBy(adapter: ContractAdapter, text: string, file: string, beside?: { text: string; file: string }): ProgramReading {
  const reading = adapter.read(text, beside ? { file, beside } : { file });
  return reading.manifest ? { adapter, manifest: reading.manifest } : { problems: reading.problems };
}

function missing(paths: readonly string[]): ProgramReading {
  const deep = paths.find((path) => path.endsWith(`/${own}`) || path.endsWith(`/${pandium}`));
  const misnamed = paths.find((path) => nearly[path.toLowerCase()] !== undefined && path !== own && path !== pandium);
  if (misnamed) return refuse(misnamed, `\`${misnamed}\` is not a manifest's name.`, `Rename it to \`${nearly[misnamed.toLowerCase()]}\`.`);
  if (deep)
    return refuse(
      deep,
      `The manifest must stand at the root; it is at \`${deep}\`.`,
      `Push the folder \`${deep.slice(0, deep.lastIndexOf("/"))}\` as a repository of its own.`,
    );
  return refuse(own, "There is no stoa.yaml.", "Run `stoa init` to make one, or see docs/contract.md.");
}

function refuse(file: string, message: string, fix: string): ProgramReading {
  return { problems: [{ file, path: "", line: 1, column: 1, message, fix }] };
}
