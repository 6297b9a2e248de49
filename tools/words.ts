import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check, Problem } from "./checks/check.ts";
import { listFiles } from "./checks/list-files.ts";

const vague = /^(utils?|common|helpers?|misc|stuff)(\.|$)/;

// Built from parts, so that this file does not name what it forbids.
const hosts = [
  ["registry", "npmjs", "org"],
  ["registry", "yarnpkg", "com"],
  ["pypi", "org"],
  ["files", "pythonhosted", "org"],
  ["static", "crates", "io"],
  ["proxy", "golang", "org"],
  ["rubygems", "org"],
  ["deb", "debian", "org"],
].map((parts) => parts.join("\\."));

const forbidden: { rule: string; pattern: RegExp; text: string }[] = [
  {
    rule: "registry",
    pattern: new RegExp(`\\b(${hosts.join("|")})\\b`),
    text: "names a package registry: take it from the client's configuration",
  },
  { rule: "machine-path", pattern: /\/work\/(main|shared)\b/, text: "a path of one machine" },
  { rule: "ticket", pattern: /\b(issue|ticket|bug|PR)s? #\d+/i, text: "names a ticket; say why instead" },
  { rule: "reason", pattern: /(ox|es)lint-disable(?!.* -- \S)/, text: "a lint rule is switched off without a reason after --" },
];

const textEndings = [
  ".ts",
  ".tsx",
  ".mts",
  ".mjs",
  ".js",
  ".json",
  ".md",
  ".sql",
  ".yaml",
  ".yml",
  ".css",
  ".html",
  ".sh",
  ".py",
  ".c",
  ".go",
];
const ownFiles = /^tools\/words(\.test)?\.ts$/;

/** Names that say nothing, and text that must not be committed. */
export const wordsCheck: Check = {
  name: "words",
  run(root) {
    const files = listFiles(root, textEndings);
    const problems = files.flatMap((file) => [...checkName(file), ...checkText(file, readFileSync(join(root, file), "utf8"))]);
    return Promise.resolve({ read: files.length, problems });
  },
};

function checkName(file: string): Problem[] {
  const part = file.split("/").find((segment) => vague.test(segment));
  if (part === undefined) return [];
  return [{ file, line: 0, rule: "name", text: `"${part}" says nothing: name it for what it does` }];
}

function checkText(file: string, text: string): Problem[] {
  const rules = ownFiles.test(file) ? forbidden.filter(({ rule }) => rule !== "reason") : forbidden;
  if (!rules.some(({ pattern }) => pattern.test(text))) return [];
  const lines = text.split("\n");
  return lines.flatMap((line, index) =>
    rules.filter(({ pattern }) => pattern.test(line)).map((broken) => ({ file, line: index + 1, rule: broken.rule, text: broken.text })),
  );
}
