import {
  languagePattern,
  translationLimits,
  TranslationSource,
  usualLanguage,
  type Manifest,
  type ManifestProblem,
  type Translations,
} from "@stoa/contract";
import type { ProgramFolder } from "../check/read-program.ts";
import { findShapeProblems } from "../manifest/find-shape-problems.ts";
import { readYaml, type LocatedYaml } from "../manifest/located-yaml.ts";
import { suggest } from "../manifest/suggest.ts";
import { mapTexts } from "./map-texts.ts";

export interface FoundTranslations {
  translations: Translations | undefined;
  problems: ManifestProblem[];
  /** Texts without a translation, and translations of no text. */
  advice: ManifestProblem[];
}

const place = /^translations\/([^/.]+)\.(yaml|yml|json)$/;
const code = new RegExp(languagePattern);
const mostNamed = 20;

/** What a manifest says in other languages: `translations/de.yaml` for German. */
export function findTranslations(folder: ProgramFolder, manifest: Manifest): FoundTranslations {
  const found: FoundTranslations = { translations: undefined, problems: [], advice: [] };
  const files = folder.paths.filter((path) => place.test(path)).toSorted();
  const texts = textsOf(manifest);
  for (const file of files.slice(0, translationLimits.languages)) {
    const words = readOne(folder, file, { manifest, texts, found });
    if (words) found.translations = { ...found.translations, [languageOf(file)]: words };
  }
  if (files.length > translationLimits.languages)
    found.problems.push(at(file(files), `There are ${files.length} translations.`, `Keep it to ${translationLimits.languages}.`));
  const bytes = Buffer.byteLength(JSON.stringify(found.translations ?? {}));
  if (bytes > translationLimits.inAll) {
    const [is, most] = [bytes, translationLimits.inAll].map((one) => Math.ceil(one / 1024));
    found.problems.push(
      at(file(files), `The translations have ${is} KB in all.`, `Keep them to ${most} KB: the page of its listing reads them all.`),
    );
  }
  return found;
}

const file = (files: readonly string[]): string => files.at(-1) ?? "translations";
const languageOf = (path: string): string => place.exec(path)?.[1] ?? "";
const at = (path: string, message: string, fix: string): ManifestProblem => ({ file: path, path: "", line: 1, column: 1, message, fix });

/** Each text that people read, and how long it may be. */
function textsOf(manifest: Manifest): Map<string, number> {
  const texts = new Map<string, number>();
  mapTexts(manifest, (text, most) => (texts.set(text, Math.min(most, texts.get(text) ?? most)), text));
  return texts;
}

interface Reading {
  manifest: Manifest;
  texts: ReadonlyMap<string, number>;
  found: FoundTranslations;
}

function readOne(folder: ProgramFolder, path: string, { manifest, texts, found }: Reading): Record<string, string> | undefined {
  const language = languageOf(path);
  const refuse = (message: string, fix: string): undefined => void found.problems.push(at(path, message, fix));
  if (!path.endsWith(".yaml") || !code.test(language))
    return refuse(`\`${path}\` is not a translation's name.`, "Name it by its language: `translations/de.yaml`.");
  if (language === (manifest.language ?? usualLanguage))
    return refuse(
      `The manifest itself is in this language, \`${language}\`.`,
      "Leave the file out, or say with `language` in stoa.yaml what the manifest is written in.",
    );
  const yaml = readYaml(folder.readText(path) ?? "", path, translationLimits.file);
  if ("problems" in yaml) return void found.problems.push(...yaml.problems);
  const shape = findShapeProblems(yaml, TranslationSource);
  if (shape.length > 0) return void found.problems.push(...shape);
  const { texts: said = {}, ...named } = yaml.value as TranslationSource;
  const words = { ...said, ...byKey(manifest, named) };
  found.problems.push(...tooLong(yaml, said, texts));
  found.advice.push(...unknown(yaml, said, texts), ...missing(path, words, texts));
  return Object.fromEntries(Object.entries(words).filter(([text]) => texts.has(text)));
}

type Named = Omit<TranslationSource, "texts">;

/** The three texts that have a key, by what they say. */
function byKey(manifest: Manifest, named: Named): Record<string, string> {
  const keys = ["title", "summary", "description"] as const;
  return Object.fromEntries(
    keys.flatMap((key) => {
      const [text, said] = [manifest[key], named[key]];
      return text && said !== undefined ? [[text, said] as const] : [];
    }),
  );
}

function tooLong(yaml: LocatedYaml, said: Record<string, string>, texts: ReadonlyMap<string, number>): ManifestProblem[] {
  return Object.entries(said).flatMap(([text, translated]) => {
    const most = texts.get(text) ?? Infinity;
    if (translated.length <= most) return [];
    return [
      yaml.problem(["texts", text], `The translation of “${short(text)}” has ${translated.length} characters.`, `Use at most ${most}.`),
    ];
  });
}

function unknown(yaml: LocatedYaml, said: Record<string, string>, texts: ReadonlyMap<string, number>): ManifestProblem[] {
  return Object.keys(said)
    .filter((text) => !texts.has(text))
    .map((text) => {
      const near = suggest(text, [...texts.keys()]);
      const fix =
        near === undefined ? "Leave the line out, or write the text as it stands in the manifest." : `Did you mean “${short(near)}”?`;
      return yaml.problem(["texts", text], `The manifest does not say “${short(text)}”.`, fix, "key");
    });
}

function missing(path: string, words: Record<string, string>, texts: ReadonlyMap<string, number>): ManifestProblem[] {
  const left = [...texts.keys()].filter((text) => !Object.hasOwn(words, text));
  if (left.length === 0) return [];
  const more = left.length > mostNamed ? `, and ${left.length - mostNamed} more` : "";
  const named = left.slice(0, mostNamed).map((text) => `“${short(text)}”`);
  const count = left.length === 1 ? "One text has" : `${left.length} texts have`;
  return [at(path, `${count} no translation: ${named.join(", ")}${more}.`, "Until then they are shown as the manifest says them.")];
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
