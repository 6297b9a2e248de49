import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check, Problem } from "./checks/check.ts";
import { lineAt } from "./checks/list-files.ts";

const book = "docs/dependencies.md";
const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

interface Dependency {
  name: string;
  version: string;
  file: string;
}

interface Manifest {
  workspaces?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** Every direct dependency is pinned, at one version, and has its line of reasons in docs/dependencies.md, which has no other lines. */
export const dependenciesCheck: Check = {
  name: "dependencies",
  run(root) {
    const manifests = ["package.json", ...(readManifest(root, "package.json").workspaces ?? []).map((folder) => `${folder}/package.json`)];
    const all = manifests.flatMap((file) => readDependencies(root, file)).filter(({ name }) => !name.startsWith("@stoa/"));
    const problems = [...checkPins(all), ...checkBook(root, all)];
    return Promise.resolve({ read: manifests.length, problems });
  },
};

function readManifest(root: string, file: string): Manifest {
  return JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest;
}

function readDependencies(root: string, file: string): Dependency[] {
  const { dependencies, devDependencies, optionalDependencies } = readManifest(root, file);
  const entries = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  return entries.map(([name, version]) => ({ name, version, file }));
}

function checkPins(all: readonly Dependency[]): Problem[] {
  const versions = new Map<string, string>();
  return all.flatMap(({ name, version, file }) => {
    const other = versions.get(name);
    versions.set(name, version);
    if (!exact.test(version)) return [{ file, line: 0, rule: "pin", text: `${name}: "${version}" is not one exact version` }];
    if (other === undefined || other === version) return [];
    return [{ file, line: 0, rule: "pin", text: `${name}: ${version} here, ${other} in another workspace` }];
  });
}

function checkBook(root: string, all: readonly Dependency[]): Problem[] {
  const text = existsSync(join(root, book)) ? readFileSync(join(root, book), "utf8") : "";
  const listed = new Map([...text.matchAll(/^\| `([^`]+)` \| *\S/gm)].map((match) => [match[1] ?? "", lineAt(text, match.index)]));
  const used = new Map(all.map(({ name, file }) => [name, file]));
  const unexplained = [...used].filter(([name]) => !listed.has(name));
  const gone = [...listed].filter(([name]) => !used.has(name));
  return [
    ...unexplained.map(([name, file]) => ({ file, line: 0, rule: "reason", text: `${name} has no line in ${book}` })),
    ...gone.map(([name, line]) => ({ file: book, line, rule: "reason", text: `${name} is in no package.json` })),
  ];
}
