import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../../server/base/config.ts";
import { backUp, silentLog } from "../../../server/machine/index.ts";
import type { TriedDeployment } from "../deployment.ts";
import type { People } from "../people.ts";
import { textOf, type Tried } from "../run-case.ts";
import type { Opened } from "../try-programs.ts";
import { customerCanary, publisherCanary } from "./canary-case.ts";
import { readAnswers } from "./read-answers.ts";
import { searchFolder } from "./search-folder.ts";
import { findSpellings, type Spelling, spellingsOf } from "./spellings.ts";
import type { ArgumentsWatch } from "./watch-arguments.ts";

export interface CanaryOptions {
  opened: readonly Opened[];
  people: People;
  deployment: TriedDeployment;
  work: string;
  watch: ArgumentsWatch;
  report(row: Tried): void;
}

/** What was looked through, and where a secret was found. */
interface Looked {
  place: string;
  found: string[];
  size: string;
}

/** Looks for the canaries where they must not be: database, blobs, logs, all other files, a backup, arguments, answers. A row each. Never rejects. */
export async function checkCanary(options: CanaryOptions): Promise<void> {
  if (!options.opened.some(({ one, tried }) => one.id === "canary" && (tried?.runs.length ?? 0) > 0)) return;
  const spellings = [customerCanary, publisherCanary].flatMap(spellingsOf);
  for (const look of [lookIntoFiles, lookIntoBackup, lookAtArguments, lookAtAnswers]) await tell(options, look, spellings);
}

type Look = (options: CanaryOptions, spellings: readonly Spelling[]) => Promise<Looked>;

async function tell(options: CanaryOptions, look: Look, spellings: readonly Spelling[]): Promise<void> {
  const start = performance.now();
  const row = { program: "canary", failureClass: "", sentence: "" };
  try {
    const { place, found, size } = await look(options, spellings);
    const wrong = found.length === 0 ? {} : { wrong: `${found.length} places, such as ${found.slice(0, 5).join(", ")}` };
    options.report({
      ...row,
      run: place,
      verdict: found.length === 0 ? "not found" : "found",
      sentence: size,
      ms: performance.now() - start,
      ...wrong,
    });
  } catch (error) {
    options.report({ ...row, run: look.name, verdict: "-", ms: performance.now() - start, wrong: textOf(error) });
  }
}

/** The data folder without its keys; the embedded database's files and its write-ahead log are in it. */
const lookIntoFiles: Look = async ({ deployment }, spellings) => {
  const { found, files, bytes } = searchFolder(deployment.dataDir, spellings, ["keys", "runtimes"]);
  return { place: "in the data folder", found, size: sizeOf(files, bytes) };
};

/** A backup holds every row of every table as text, and the blobs. */
const lookIntoBackup: Look = async ({ deployment, work }, spellings) => {
  const to = join(work, "backup");
  mkdirSync(to);
  const { folder, manifest } = await backUp(readConfig(deployment.env), silentLog, to);
  const { found, files, bytes } = searchFolder(folder, spellings);
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  return { place: "in a backup", found, size: `${rows} rows, ${sizeOf(files, bytes)}` };
};

const lookAtArguments: Look = async ({ watch }, spellings) => {
  const found = [...watch.seen].filter((line) => findSpellings(Buffer.from(line), spellings).length > 0);
  // The value itself must not go on to the report.
  return {
    place: "in arguments of processes",
    found: found.map((line) => line.split("\0")[0] ?? ""),
    size: `${watch.seen.size} command lines in ${watch.samples()} looks`,
  };
};

const lookAtAnswers: Look = async ({ deployment, people, opened }, spellings) => {
  const answers = await readAnswers(deployment.url, people, opened);
  const found = [...answers].flatMap(([path, bytes]) => findSpellings(bytes, spellings).map((name) => `${path} (${name})`));
  const bytes = [...answers.values()].reduce((sum, answer) => sum + answer.length, 0);
  return { place: "in answers of the API", found, size: sizeOf(answers.size, bytes, "answers") };
};

function sizeOf(count: number, bytes: number, what = "files"): string {
  return `${count} ${what}, ${(bytes / 1_048_576).toFixed(1)} MB`;
}
