import type { Manifest, ManifestProblem } from "@stoa/contract";
import type { ContractAdapter } from "../adapters/adapter.ts";
import { findPage, type FoundPage } from "../page/find-page.ts";
import { findPictures, type FoundPictures } from "../pictures/find-pictures.ts";
import { findTranslations } from "../translations/find-translations.ts";
import { readProgram, type ProgramFolder } from "./read-program.ts";

export interface ProgramCheck {
  adapter: ContractAdapter | null;
  manifest: Manifest | null;
  /** What stands in the way of a release. */
  problems: ManifestProblem[];
  /** What its listing shows. */
  pictures: FoundPictures;
  /** What each installation of it shows in a frame. */
  page: FoundPage | null;
  /** What a careful publisher would mend, though it works. */
  advice: ManifestProblem[];
}

const interpreters = /^(?:python3?|node|bash|sh|ruby|php|perl)$/;

/** Everything `stoa check` can say without building: the manifest, the file it starts, and what is worth telling. */
export function checkProgram(folder: ProgramFolder): ProgramCheck {
  const reading = readProgram(folder);
  if (!reading.manifest)
    return { adapter: null, manifest: null, problems: reading.problems, pictures: { icon: null, items: [] }, page: null, advice: [] };
  const { adapter, manifest } = reading;
  const file = adapter.files[0] ?? "stoa.yaml";
  const at = (path: string, message: string, fix: string): ManifestProblem => ({
    file,
    path,
    line: lineOf(folder.readText(file), path),
    column: 1,
    message,
    fix,
  });
  const advice = [...adviseOnBoth(folder, adapter, at), ...adviseOnTexts(manifest, adapter, at), ...adviseOnSecrets(manifest, at)];
  const { pictures, problems } = findPictures(folder, manifest);
  const { page, problems: pageProblems } = findPage(folder, manifest);
  const said = findTranslations(folder, manifest);
  return {
    adapter,
    manifest: said.translations ? { ...manifest, translations: said.translations } : manifest,
    problems: [...checkStart(folder, manifest, at), ...problems, ...pageProblems, ...said.problems],
    pictures,
    page,
    advice: [...advice, ...said.advice],
  };
}

type At = (path: string, message: string, fix: string) => ManifestProblem;

/** `run: python3 main.py` needs main.py, unless the build makes it. */
function checkStart(folder: ProgramFolder, manifest: Manifest, at: At): ManifestProblem[] {
  const [first = "", ...rest] = manifest.run.split(/\s+/);
  const script = interpreters.test(first) ? rest.find((word) => !word.startsWith("-")) : first.startsWith("./") ? first : undefined;
  const named = script?.replace(/^\.\//, "");
  const looksLikeFile =
    named !== undefined && /^[\w./-]+$/.test(named) && /[./]/.test(named) && !rest.some((word) => ["-m", "-c", "-e"].includes(word));
  if (!looksLikeFile || named === "." || manifest.build.length > 0 || folder.paths.includes(named)) return [];
  return [
    at("/run", `\`run\` starts \`${named}\`, which is not among the files.`, "Correct the path, add the file, or let `build` make it."),
  ];
}

function adviseOnBoth(folder: ProgramFolder, adapter: ContractAdapter, at: At): ManifestProblem[] {
  if (adapter.id !== "stoa" || !folder.paths.includes("PANDIUM.yaml")) return [];
  return [
    at(
      "/contract",
      "There is also a PANDIUM.yaml; stoa.yaml is the one that is read.",
      "Write `contract: pandium` in stoa.yaml to run the PANDIUM.yaml as it is.",
    ),
  ];
}

function adviseOnTexts(manifest: Manifest, adapter: ContractAdapter, at: At): ManifestProblem[] {
  if (adapter.id !== "stoa") {
    if (manifest.network.declared) return [];
    return [
      at(
        "",
        "This contract names no hosts, so the program reaches none until whoever lists it names them.",
        "Add a stoa.yaml with `contract: pandium` and `network: { hosts: [...] }`.",
      ),
    ];
  }
  const advice: ManifestProblem[] = [];
  if (manifest.summary === "")
    advice.push(at("", "There is no `summary`; customers see it first.", "Add one sentence: `summary: Copies ... to ...`."));
  if (!manifest.support) advice.push(at("", "There is no `support` address.", "Add `support: help@...`, so that customers can ask."));
  return advice;
}

function adviseOnSecrets(manifest: Manifest, at: At): ManifestProblem[] {
  const properties = (manifest.configs.schema["properties"] ?? {}) as Record<string, unknown>;
  return Object.keys(properties)
    .filter((name) => /passw(?:or)?d|secret|token|api[_-]?key|credential/i.test(name) && !manifest.secrets.includes(name))
    .map((name) =>
      at(
        `/configs/schema/properties/${name}`,
        `\`${name}\` sounds like a secret but is kept and shown like any setting.`,
        "Write `format: secret` on it.",
      ),
    );
}

function lineOf(text: string | undefined, path: string): number {
  const key = path.split("/").at(-1);
  const index = (text ?? "").split("\n").findIndex((line) => key && line.trimStart().startsWith(`${key}:`));
  return index < 0 ? 1 : index + 1;
}
