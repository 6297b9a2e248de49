import assert from "node:assert/strict";
import { test } from "node:test";
import { dependenciesCheck } from "../dependencies.ts";
import { docPathsCheck } from "../doc-paths.ts";
import { roomDocsCheck } from "../room-docs.ts";
import { roomsCheck } from "../rooms/check-rooms.ts";
import { sizesCheck } from "../sizes.ts";
import { wordsCheck } from "../words.ts";
import { type Check, printProblem, runCheck } from "./check.ts";
import { formatCheck } from "./format.ts";
import { lintCheck } from "./lint.ts";
import { seedTree } from "./seed-tree.ts";
import { typesCheck } from "./types.ts";
import { unusedCheck } from "./unused.ts";

async function problemsOf(check: Check, root: string): Promise<string[]> {
  const { problems } = await runCheck(check, root);
  return problems.map(printProblem).toSorted();
}

const everyCheck = [formatCheck, lintCheck, typesCheck, unusedCheck, roomsCheck, wordsCheck, docPathsCheck, roomDocsCheck, sizesCheck];

for (const check of everyCheck) {
  test(`${check.name} fails when it has read nothing`, async (t) => {
    const root = await seedTree(t, { LICENSE: "", "package.json": "{}" }, [".oxlintrc.json", "tsconfig.json"]);
    const empty = check === wordsCheck || check === formatCheck ? await seedTree(t, { LICENSE: "" }) : root;
    const found = await problemsOf(check, empty);
    assert.ok(
      found.some((problem) => problem.includes(`the checker "${check.name}" read no file`)),
      found.join("\n"),
    );
  });
}

test("a checker that crashes has failed", async () => {
  const broken: Check = { name: "broken", run: () => Promise.reject(new Error("no disk")) };
  const found = await problemsOf(broken, "/");
  assert.equal(found.length, 2);
  assert.match(found.join("\n"), /no disk/);
});

test("format names the file that is not formatted", async (t) => {
  const files = { "good.ts": "export const good = 1;\n", "bad.ts": "export const bad   =  'x'\n" };
  const root = await seedTree(t, files, [".oxfmtrc.json"]);
  assert.deepEqual(await problemsOf(formatCheck, root), ["bad.ts format not formatted; npm run format -- bad.ts"]);
});

test("types names file, line and code", async (t) => {
  const files = {
    "server/wrong.ts": "export const fine = 1;\nexport const wrong: string = fine;\n",
    "web/page.ts": "export const one: number = 'x';\n",
  };
  const web = JSON.stringify({ compilerOptions: { strict: true, types: [] }, include: ["."] });
  const root = await seedTree(t, { ...files, "web/tsconfig.json": web, "package.json": '{"type":"module"}' }, ["tsconfig.json"]);
  const found = await problemsOf(typesCheck, root);
  assert.match(found[0] ?? "", /^server\/wrong\.ts:2 TS2322 /);
  assert.match(found[1] ?? "", /^web\/page\.ts:1 TS2322 /);
  assert.equal(found.length, 2);
});

test("unused finds a file, an export and a dependency that nothing uses, and one that is not declared", async (t) => {
  const root = await seedTree(t, {
    "package.json": JSON.stringify({ name: "seed", type: "module", main: "main.ts", dependencies: { fastify: "5.12.8" } }),
    "main.ts": 'import { used } from "./part.ts";\nimport "pg";\nconsole.log(used);\n',
    "part.ts": "export const used = 1;\nexport const alone = 2;\n",
    "forgotten.ts": "export {};\n",
  });
  assert.deepEqual(await problemsOf(unusedCheck, root), [
    "forgotten.ts knip/files used by nothing",
    "main.ts:2 knip/unlisted pg is used but not in the package.json of this workspace",
    "package.json knip/dependencies fastify is used by nothing",
    "part.ts:2 knip/exports alone is used by nothing",
  ]);
});

test("words finds vague names, registries, machine paths, tickets and reasonless lint switches", async (t) => {
  // Put together here, so that this file breaks no rule itself.
  const [hash, disable, path] = ["#", ["oxlint", "disable", "next", "line"].join("-"), ["", "work", "main"].join("/")];
  const registry = ["registry", "npmjs", "org"].join(".");
  const root = await seedTree(t, {
    "server/utils/dates.ts": "export {};\n",
    "server/helpers.ts": "export {};\n",
    "server/utility-bill.ts": "export {};\n",
    "a.ts": `// see issue ${hash}12\nconst host = "https://${registry}/";\nconst at = "${path}";\n`,
    "b.ts": `// ${disable} no-console\n// ${disable} no-console -- the command's own output\n`,
  });
  assert.deepEqual(await problemsOf(wordsCheck, root), [
    "a.ts:1 ticket names a ticket; say why instead",
    "a.ts:2 registry names a package registry: take it from the client's configuration",
    "a.ts:3 machine-path a path of one machine",
    "b.ts:1 reason a lint rule is switched off without a reason after --",
    'server/helpers.ts name "helpers.ts" says nothing: name it for what it does',
    'server/utils/dates.ts name "utils" says nothing: name it for what it does',
  ]);
});

test("doc-paths finds paths and links that lead nowhere, and leaves code blocks and other words alone", async (t) => {
  const root = await seedTree(t, {
    "server/rooms/runs/index.ts": "",
    "docs/guide.md": [
      "`server/rooms/runs/index.ts`, `server/rooms/<room>/index.ts`, `server/rooms/*/index.ts:3`, `docs/`, `application/json`",
      "```",
      "`server/gone-in-a-block.ts`",
      "```",
      "`server/gone.ts` and `server/rooms/<room>/gone.ts`",
      "[here](guide.md#top), [there](../server/none.md), [out](https://example.org/x)",
    ].join("\n"),
  });
  assert.deepEqual(await problemsOf(docPathsCheck, root), [
    "docs/guide.md:5 doc-path server/gone.ts does not exist",
    "docs/guide.md:5 doc-path server/rooms/<room>/gone.ts does not exist",
    "docs/guide.md:6 doc-path ../server/none.md does not exist",
  ]);
});

test("room-docs finds tables that documents lack or make up, and facts a README does not name", async (t) => {
  const emit = (type: string): string => `export const tell = () => emitFacts(ctx, [{ type: ${type}, subject }]);\n`;
  const root = await seedTree(t, {
    "server/schema.sql":
      "create table base.fact (\n);\ncreate table runs.run (\n);\ncreate table runs.run_20260101 (\n);\ncreate table runs.late (\n);\n",
    "docs/architecture.md": "| room | tables |\n|---|---|\n| runs | run (by week), gone | door |\n",
    "server/rooms/runs/README.md": "# runs\n\n## Facts\n\n`run.begun|finished`, `limit.set`.\n\n## More\n\n`run.named_elsewhere`\n",
    "server/rooms/runs/begin.ts": emit('"run.begun"'),
    "server/rooms/runs/end.ts": emit('late ? "run.lost" : "run.finished"'),
    "server/rooms/runs/else.ts": emit('"run.named_elsewhere"'),
    "server/rooms/runs/else.test.ts": emit('"run.tested"'),
    "server/rooms/trust/README.md": "# trust\n",
    "server/rooms/trust/seal.ts": emit('"key.made"'),
  });
  assert.deepEqual(await problemsOf(roomDocsCheck, root), [
    "docs/architecture.md:3 tables runs.late is not named",
    "docs/architecture.md:3 tables there is no runs.gone",
    "server/rooms/runs/README.md:3 facts run.lost is told, and not named under Facts",
    "server/rooms/runs/README.md:3 facts run.named_elsewhere is told, and not named under Facts",
    "server/rooms/trust/README.md facts key.made is told, and not named under Facts",
  ]);
});

test("dependencies wants exact versions, one version, and a reason for each and for no other", async (t) => {
  const root = await seedTree(t, {
    "package.json": JSON.stringify({ workspaces: ["a", "b"], devDependencies: { loose: "^1.0.0" } }),
    "a/package.json": JSON.stringify({ dependencies: { twice: "1.0.0", "@stoa/contract": "*" } }),
    "b/package.json": JSON.stringify({ optionalDependencies: { twice: "1.0.1", unexplained: "2.0.0-beta.1" } }),
    "docs/dependencies.md": "| package | why |\n|---|---|\n| `loose` | a reason |\n| `twice` | a reason |\n| `gone` | a reason |\n",
  });
  assert.deepEqual(await problemsOf(dependenciesCheck, root), [
    "b/package.json pin twice: 1.0.1 here, 1.0.0 in another workspace",
    "b/package.json reason unexplained has no line in docs/dependencies.md",
    "docs/dependencies.md:5 reason gone is in no package.json",
    'package.json pin loose: "^1.0.0" is not one exact version',
  ]);
});

test("sizes reports medians of files and functions", async (t) => {
  const root = await seedTree(t, { "a.ts": "export function f() {\n  return 1;\n}\n", "a.test.ts": "export {};\n" });
  const { notes } = await runCheck(sizesCheck, root);
  assert.deepEqual(notes, [
    "files      1: median 3, p90 3, largest 3 lines",
    "functions  1: median 3, p90 3, largest 3 lines",
    "tests      1 lines to 3 of code",
  ]);
});

test("sizes names a file and a function that are too long, of other languages too; a test's functions may be long", async (t) => {
  const lines = (count: number): string => "  work();\n".repeat(count);
  const body = (name: string, count: number): string => `export function ${name}() {\n${lines(count)}}\n`;
  const root = await seedTree(t, {
    "server/fine.ts": body("fine", 58),
    "server/long.ts": `const one = 1;\n${body("long", 60)}`,
    "server/story.test.ts": body("story", 100),
    "server/huge.test.ts": lines(401),
    "server/box.pl": "1;\n".repeat(401),
    "server/box.c": ";\n".repeat(400),
    "run.sh": ":\n".repeat(500),
  });
  assert.deepEqual(await problemsOf(sizesCheck, root), [
    "run.sh sizes 500 lines; 400 at most",
    "server/box.pl sizes 401 lines; 400 at most",
    "server/huge.test.ts sizes 401 lines; 400 at most",
    "server/long.ts:2 sizes a function of 62 lines; 60 at most",
  ]);
});
