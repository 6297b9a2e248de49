import { readFileSync } from "node:fs";
import { join } from "node:path";
import { manifestLimits, type Manifest, type ManifestProblem } from "@stoa/contract";
import { checkProgram, type FoundPage, type FoundPictures } from "@stoa/program";
import type { TreeEntry } from "../tree/tree-entry.ts";
import { FailedStep } from "./failed-step.ts";

export interface FoundManifest {
  manifest: Manifest;
  pictures: FoundPictures;
  page: FoundPage | null;
}

/** Reads and checks the manifest of a checked-out tree, as `stoa check` does. @throws FailedStep with line and key of each fault */
export function findManifest(folder: string, entries: readonly TreeEntry[], advise: (text: string) => void): FoundManifest {
  const files = new Map(entries.map((entry) => [entry.path, entry]));
  const readText = (path: string): string | undefined => {
    const entry = files.get(path);
    if (!entry || entry.kind === "symlink") return undefined;
    if (entry.bytes > manifestLimits.file) throw new FailedStep("manifest", `${path} is larger than ${manifestLimits.file} bytes.`);
    return readFileSync(join(folder, path), "utf8");
  };
  const readBytes = (path: string, most: number): Uint8Array | "too large" | undefined => {
    const entry = files.get(path);
    if (!entry || entry.kind === "symlink") return undefined;
    return entry.bytes > most ? "too large" : readFileSync(join(folder, path));
  };
  const { manifest, pictures, page, problems, advice } = checkProgram({ paths: [...files.keys()], readText, readBytes });
  for (const { file, line, message, fix } of advice) advise(`${file}:${line} ${message} ${fix}`);
  if (manifest && problems.length === 0) return { manifest, pictures, page };
  const what =
    problems.length === 1 ? (problems[0]?.message ?? "The manifest has a fault.") : `The manifest has ${problems.length} faults.`;
  throw new FailedStep("manifest", what, {
    fix: "Correct what is named; `stoa check` shows the same without a push.",
    problems: problems.map(toProblem),
  });
}

function toProblem({ file, line, column, message, fix }: ManifestProblem): { path: string; message: string; fix: string } {
  return { path: `${file}:${line}:${column}`, message, fix };
}
