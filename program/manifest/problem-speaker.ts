import { manifestLimits, type ManifestProblem } from "@stoa/contract";
import type { ProgramFolder } from "../check/read-program.ts";
import { readYaml, type PathSegment } from "./located-yaml.ts";

/** Gathers what is wrong with files a manifest names, each at the line that names them. */
export function problemSpeaker(folder: Pick<ProgramFolder, "readText">, problems: ManifestProblem[]) {
  const file = "stoa.yaml";
  const yaml = readYaml(folder.readText(file) ?? "", file, manifestLimits.file);
  return (path: readonly PathSegment[], message: string, fix: string): void => {
    if ("problem" in yaml) problems.push(yaml.problem(path, message, fix));
  };
}
