import { createHash } from "node:crypto";
import { pageFilePattern, pageLimits, pageTypeOf, pageTypes, type Manifest, type ManifestProblem } from "@stoa/contract";
import type { ProgramFolder } from "../check/read-program.ts";
import { problemSpeaker } from "../manifest/problem-speaker.ts";

/** A folder of the repository that is shown in a frame; its digest is of every path and byte in it. */
export interface FoundPage {
  digest: string;
  /** By path from the folder. */
  files: ReadonlyMap<string, Uint8Array>;
}

const namePattern = new RegExp(pageFilePattern);
const mega = pageLimits.bytes / 1024 / 1024;

/** The page a manifest names, and what is wrong with it, at the line that names it. */
export function findPage(folder: ProgramFolder, manifest: Manifest): { page: FoundPage | null; problems: ManifestProblem[] } {
  const problems: ManifestProblem[] = [];
  const { page } = manifest;
  if (page === undefined) return { page: null, problems };
  const speak = problemSpeaker(folder, problems);
  const say = (message: string, fix: string): void => speak(["page"], message, fix);
  const prefix = `${page}/`;
  const paths = folder.paths.filter((path) => path.startsWith(prefix)).toSorted();
  const names = paths.map((path) => path.slice(prefix.length));
  if (!names.includes("index.html")) say(`There is no file \`${prefix}index.html\`.`, "Add it, or correct the folder's name.");
  if (names.length > pageLimits.files)
    say(`\`${page}\` holds ${names.length} files.`, `Keep it to ${pageLimits.files}: leave out what the page does not load.`);
  for (const name of names) sayName(prefix + name, name, say);
  if (problems.length > 0) return { page: null, problems };
  const files = readFiles(folder, prefix, names, say);
  return { page: problems.length > 0 ? null : { digest: digestOf(files), files }, problems };
}

type Say = (message: string, fix: string) => void;

function sayName(path: string, name: string, say: Say): void {
  if (!namePattern.test(name) || name.length > pageLimits.path)
    return say(
      `\`${path}\` has a name that is not taken.`,
      "Letters, digits, `.`, `_` and `-`, at most 8 folders deep, no dot at the beginning.",
    );
  if (pageTypeOf(name) === undefined)
    say(`\`${path}\` is of a kind that is not taken.`, `Known are ${Object.keys(pageTypes).join(", ")}. Put data into a script.`);
}

function readFiles(folder: ProgramFolder, prefix: string, names: readonly string[], say: Say): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let left: number = pageLimits.bytes;
  for (const name of names) {
    const bytes = folder.readBytes(prefix + name, left);
    if (bytes === undefined) {
      say(`\`${prefix}${name}\` is a link, not a file.`, "Put the file itself there.");
      continue;
    }
    if (bytes === "too large") {
      say(`\`${prefix.slice(0, -1)}\` is larger than ${mega} MB.`, "Make pictures and scripts smaller, or leave some out.");
      break;
    }
    left -= bytes.length;
    files.set(name, bytes);
    if (name.endsWith(".html") && runsInline(Buffer.from(bytes).toString("utf8")))
      say(
        `\`${prefix}${name}\` holds a script of its own, which no browser would run there.`,
        'Put it into a file: `<script src="main.js"></script>`.',
      );
  }
  return files;
}

/** A script between its tags; attributes such as `onclick` are let be: they do nothing, and harm nothing. */
function runsInline(html: string): boolean {
  return [...html.matchAll(/<script\b([^>]*)>/gi)].some(([, attributes = ""]) => !/\ssrc\s*=/i.test(attributes));
}

function digestOf(files: ReadonlyMap<string, Uint8Array>): string {
  const digest = createHash("sha256");
  for (const [name, bytes] of files) digest.update(`${name}\0${bytes.length}\0`).update(bytes);
  return digest.digest("hex");
}
