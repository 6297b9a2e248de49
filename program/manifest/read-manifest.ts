import { manifestLimits, ManifestSource, type Manifest, type ManifestProblem } from "@stoa/contract";
import { checkForm } from "./check-form.ts";
import { checkReferences } from "./check-references.ts";
import { fillManifest } from "./fill-manifest.ts";
import { findSecrets } from "./find-unsafe-schema.ts";
import { findShapeProblems } from "./find-shape-problems.ts";
import { readYaml } from "./located-yaml.ts";

export type ManifestReading = { manifest: Manifest; problems?: undefined } | { manifest?: undefined; problems: ManifestProblem[] };

/**
 * Reads a `stoa.yaml`. Either the filled-in manifest, or every problem found, in the order of the file, each with
 * line, column and what to write in its place.
 */
export function readManifest(text: string, { file }: { file: string }): ManifestReading {
  const yaml = readYaml(text, file, manifestLimits.file);
  if ("problems" in yaml) return yaml;
  const shape = findShapeProblems(yaml, ManifestSource);
  if (shape.length > 0) return { problems: inOrder(shape) };
  const source = yaml.value as ManifestSource;
  const { secrets, faults } = findSecrets(source.configs?.schema ?? {});
  const manifest = fillManifest(source, secrets);
  const problems = [
    ...checkForm(yaml, source.configs ?? {}, ["configs"]),
    ...faults.map((fault) => yaml.problem(["configs", "schema", ...fault.path], fault.message, fault.fix)),
    ...checkReferences(yaml, manifest),
  ];
  return problems.length > 0 ? { problems: inOrder(problems) } : { manifest };
}

/** Problems in the order a reader meets them. */
export function inOrder(problems: ManifestProblem[]): ManifestProblem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}
