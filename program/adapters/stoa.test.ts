import assert from "node:assert/strict";
import { test } from "node:test";
import { readManifest } from "../manifest/read-manifest.ts";
import { inputFor, runHere } from "../testing/run-here.ts";
import { stoaAdapter } from "./stoa.ts";

const manifestOf = (more = "", run = "bash main.sh") => {
  const { manifest } = readManifest(`version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: ${run}\n${more}`, { file: "stoa.yaml" });
  assert.ok(manifest);
  return manifest;
};
const environment = (given: Partial<Parameters<typeof inputFor>[0]>, more = "") =>
  stoaAdapter.environment(inputFor({ adapter: stoaAdapter, manifest: manifestOf(more), files: [], ...given }, "/run/stoa"));

test("Scalars are variables, everything is in the file, secrets are in neither file nor settings", () => {
  const made = environment({
    config: { "page-size": 5, on: true, tags: ["a"], none: null },
    secrets: { api_key: "hush-hush" },
    state: { cursor: 7 },
  });
  assert.equal(made.env["STOA_CFG_PAGE_SIZE"], "5");
  assert.equal(made.env["STOA_CFG_ON"], "true");
  assert.ok(!("STOA_CFG_TAGS" in made.env) && !("STOA_CFG_NONE" in made.env));
  assert.equal(made.env["STOA_SECRET_API_KEY"], "hush-hush");
  assert.equal(made.env["STOA_STATE"], '{"cursor":7}');
  assert.deepEqual(made.sensitive, ["hush-hush"]);
  assert.ok(made.files.every((file) => !file.content.includes("hush-hush")));
  assert.deepEqual(JSON.parse(made.files.find((file) => file.path === "/run/stoa/config.json")?.content ?? ""), {
    "page-size": 5,
    on: true,
    tags: ["a"],
    none: null,
  });
});

test("From when on its customer wants what is there is told only where that was chosen", () => {
  assert.equal(environment({ since: new Date("2026-03-29T08:00:00Z") }).env["STOA_SINCE"], "2026-03-29T08:00:00.000Z");
  assert.ok(!("STOA_SINCE" in environment({}).env));
});

test("Large values stand in files, so that the kernel takes the environment", () => {
  const large = "x".repeat(200_000);
  const made = environment({ config: { text: large }, secrets: { key: large }, state: { large } });
  assert.ok(Object.values(made.env).every((value) => Buffer.byteLength(value) <= 64 * 1024));
  assert.equal(made.env["STOA_SECRET_KEY_FILE"], "/run/stoa/secret-key");
  assert.equal(made.files.find((file) => file.path === made.env["STOA_SECRET_KEY_FILE"])?.content, large);
  assert.ok(made.env["STOA_STATE"] === undefined && made.env["STOA_STATE_FILE"] === "/run/stoa/state.json");
});

test("A first run has null as state, a directory has a folder", () => {
  assert.equal(environment({}).env["STOA_STATE"], "null");
  const made = environment({}, "state: directory\n");
  assert.deepEqual([made.env["STOA_STATE"], made.env["STOA_STATE_FILE"]], [undefined, undefined]);
  assert.ok(made.env["STOA_STATE_DIR"]);
});

const everyLine = [
  'state {"cursor":999}',
  'options {"a":["b"]}',
  'result {"x":1}',
  'would {"x":1}',
  "count created 50",
  "count failed 50",
  'failed {"item":"x","reason":"y"}',
  "progress 1 2 three",
];

test("Every protocol line printed as data on stdout and stderr changes nothing", async () => {
  const script = everyLine.map((line) => `echo '${line}'; echo '${line}' >&2`).join("\n");
  for (const mode of ["run", "preview", "check"] as const) {
    const ran = await runHere({
      adapter: stoaAdapter,
      manifest: manifestOf("preview: true\n"),
      files: [{ path: "main.sh", content: script }],
      mode,
      state: { cursor: 7 },
    });
    assert.deepEqual(ran.settled, { notes: [] });
    assert.deepEqual([ran.verdict.rule, ran.messages.counted, ran.messages.failedTotal], ["succeeded", false, 0]);
    assert.equal(ran.stdout.split("\n").length, everyLine.length + 1);
  }
});

test("The pipe can also be opened again by its name", async () => {
  const script = "echo 'count created 1' > \"$STOA_OUT\"; echo 'count created 2' >&3";
  const ran = await runHere({ adapter: stoaAdapter, manifest: manifestOf(), files: [{ path: "main.sh", content: script }] });
  assert.equal(ran.messages.counts.created, 3);
});

test("A checkpoint is kept when the program is killed, and only work writes state", async () => {
  const files = [
    { path: "main.sh", content: "echo 'state {\"cursor\":1}' >&3; echo 'state {\"cursor\":2}' >&3; echo 'state {}' >&3; kill -KILL $$" },
  ];
  const killed = await runHere({ adapter: stoaAdapter, manifest: manifestOf("", "exec bash main.sh"), files, state: { cursor: 0 } });
  assert.deepEqual([killed.settled.state, killed.verdict.outcome], [{ cursor: 2 }, "failed"]);
  const options = await runHere({ adapter: stoaAdapter, manifest: manifestOf("", "exec bash main.sh"), files, mode: "options" });
  assert.equal(options.settled.state, undefined);
});
