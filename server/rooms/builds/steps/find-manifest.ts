import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { manifestLimits, type Manifest } from "@stoa/contract";
import { adapters } from "@stoa/program";
import type { TreeEntry } from "../tree/tree-entry.ts";
import { FailedStep } from "./failed-step.ts";

/** Reads the manifest of a checked-out tree by the first contract whose file it holds. @throws FailedStep with line and key of each fault */
export async function findManifest(folder: string, entries: readonly TreeEntry[]): Promise<Manifest> {
  const names = new Map(entries.filter((entry) => entry.kind !== "symlink").map((entry) => [entry.path, entry]));
  const all = Object.values(adapters);
  for (const adapter of all) {
    const file = adapter.files.find((name) => names.has(name));
    if (file === undefined) continue;
    if ((names.get(file)?.bytes ?? 0) > manifestLimits.file) throw new FailedStep("manifest", `${file} is larger than ${manifestLimits.file} bytes.`);
    const beside = file !== "stoa.yaml" && names.has("stoa.yaml") ? { file: "stoa.yaml", text: await readFile(join(folder, "stoa.yaml"), "utf8") } : undefined;
    const reading = adapter.read(await readFile(join(folder, file), "utf8"), { file, ...(beside ? { beside } : {}) });
    if (reading.manifest) return reading.manifest;
    const problems = reading.problems.map((problem) => ({ path: `${problem.file}:${problem.line}:${problem.column}`, message: problem.message, fix: problem.fix }));
    throw new FailedStep("manifest", `${file} has ${problems.length === 1 ? "a fault" : `${problems.length} faults`}.`, { fix: "Correct what is named; `stoa check` shows the same without a push.", problems });
  }
  const files = all.flatMap((adapter) => adapter.files);
  throw new FailedStep("manifest", `There is no ${files.join(" or ")} at the top of the repository.`, { fix: "`stoa init` writes one." });
}
