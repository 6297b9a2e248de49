import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { failureTable, ManifestSource } from "@stoa/contract";
import { defaultRetry } from "../manifest/fill-manifest.ts";
import { checkProgram, ruleIds } from "../index.ts";
import { inputFor, runHere } from "./run-here.ts";

const page = readFileSync(new URL("../../docs/contract.md", import.meta.url), "utf8");
const files = [...page.matchAll(/<!-- file: (\S+) -->\n```\w+\n([\s\S]*?)```/g)].map((match) => ({
  path: match[1] ?? "",
  content: match[2] ?? "",
}));
const check = checkProgram({
  paths: files.map((file) => file.path),
  readText: (path) => files.find((file) => file.path === path)?.content,
  readBytes: () => undefined,
});

test("The example of docs/contract.md runs, keeps its state and previews", async () => {
  const { adapter, manifest } = check;
  assert.deepEqual([check.problems, check.advice], [[], []]);
  assert.ok(adapter && manifest);
  const here = { adapter, manifest, files, config: { text: "one two three" }, secrets: { api_key: "k3y-k3y-k3y" } };
  const first = await runHere(here);
  assert.equal(first.stdout, "counting one\ncounting two\ncounting three\n");
  assert.deepEqual([first.settled.state, first.verdict.sentence, first.messages.notesTotal], [{ total: 3 }, "Done: 3 created.", 0]);
  assert.deepEqual((await runHere({ ...here, state: { total: 3 } })).settled.state, { total: 6 });
  assert.deepEqual((await runHere({ ...here, mode: "preview" })).settled, {
    notes: ["State was not kept: the mode is preview."],
    result: { would: [{ count: "one" }, { count: "two" }, { count: "three" }], total: 3 },
  });
});

test("The page names every variable a program gets, and no other", () => {
  const { adapter, manifest } = check;
  assert.ok(adapter && manifest);
  const input = inputFor({ adapter, manifest, files, config: { text: "x" }, secrets: { api_key: "y" } }, "/run/stoa");
  const { env } = adapter.environment({ ...input, since: new Date() });
  const general = Object.keys(env).map((name) => name.replace(/^(STOA_(?:CFG|SECRET)_).*/, "$1<NAME>"));
  for (const name of general) assert.ok(page.includes(`\`${name}\``), name);
  const told = [...page.matchAll(/`(STOA_[A-Z_]+(?:<NAME>)?)`/g)].map((match) => match[1] ?? "");
  // Given by the runner alone or only when asked, or an example's own.
  const others = new Set(["STOA_STATE_DIR", "STOA_RETRY_ITEMS", "STOA_CFG_PAGE_SIZE", "STOA_HOST_API"]);
  for (const name of told) assert.ok(general.includes(name) || others.has(name), `${name} is told but not given`);
});

test("The page names every key, rule and failure class", () => {
  for (const key of Object.keys(ManifestSource.properties)) assert.match(page, new RegExp(`\`${key}[\`.]`), key);
  for (const key of Object.keys(ManifestSource.properties.success.properties)) assert.ok(page.includes(`| \`${key}\` |`), key);
  const told = [...(page.split("<!-- rules -->")[1]?.split("\n\n")[0] ?? "").matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
  assert.deepEqual(told, ruleIds);
  for (const [name, { owner }] of Object.entries(failureTable)) {
    const row = new RegExp(
      `\\| \`${name}\` \\| ${owner === "upstream" ? "the other service" : owner} \\| ${defaultRetry.on.some((retried) => retried === name) ? "yes" : "no"} \\|`,
    );
    assert.match(page, row);
  }
});
