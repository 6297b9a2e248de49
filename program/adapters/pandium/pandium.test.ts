import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "@stoa/contract";
import { applyOptions, dynamicOptions } from "../../form/apply-options.ts";
import { checkConfig } from "../../form/check-config.ts";
import { emptySummary } from "../../messages/fold-messages.ts";
import { inputFor, runHere, type Here } from "../../testing/run-here.ts";
import { pandiumAdapter as adapter } from "./index.ts";
import { readPandium } from "./pandium-manifest.ts";
import { lastJson } from "./settle-pandium.ts";

const classic = `version: 0.4
base: Node:20.9.0
build: ""
run: bash run.sh
connectors:
  - hubspot
configs:
  schema:
    properties:
      list_id: { type: string, $ref: '#/definitions/lists' }
      board: { $ref: '#/definitions/boards' }
      depth: { type: integer, min: -1, max: 10, format: null }
      names: { type: array, items: { type: string, enum: [a, b] } }
    required: [list_id]
    definitions:
      lists: { type: number, oneOf: [{ title: Placeholder, const: placeholder }] }
      boards: { enum: [placeholder] }
  uischema:
    type: VerticalLayout
    elements:
      - type: Section
        label: Lists
        hintText: Choose one.
        elements: [{ type: Control, scope: '#/properties/list_id', label: List, options: { multi: true } }, { type: Divider }]
`;

function manifestOf(text = classic, beside?: string) {
  const { manifest, problems } = readPandium(text, beside ? { beside: { text: beside, file: "stoa.yaml" } } : {});
  assert.deepEqual(problems, undefined);
  assert.ok(manifest);
  return manifest;
}
const here = (more: Partial<Here> = {}): Here => ({ adapter, manifest: manifestOf(), files: [], ...more });

test("A repository with only a PANDIUM.yaml is read as it is", () => {
  const manifest = manifestOf();
  assert.deepEqual(
    [manifest.contract, manifest.base, manifest.build, manifest.run],
    ["pandium", { language: "node", version: "20.9.0" }, [], "bash run.sh"],
  );
  const depth = (manifest.configs.schema["properties"] as JsonObject)["depth"];
  assert.deepEqual(depth, { type: "integer", minimum: -1, maximum: 10 });
  assert.deepEqual([manifest.network, manifest.secrets], [{ hosts: [], declared: false }, ["connector_hubspot"]]);
});

test("Versions, empty configs and unknown keys", () => {
  assert.equal(
    readPandium("version: 1.0\nbase: .NET:5.0\nbuild: x\nrun: y\nconfigs: {}\nnew_thing: [1]\n").manifest?.base.language,
    "dotnet",
  );
  assert.match(readPandium("version: 7\nbase: php:8.3\nrun: y\n").problems?.[0]?.message ?? "", /version 7/);
  assert.match(readPandium("version: 0.4\nbase: php:8.3\n").problems?.[0]?.message ?? "", /`run` is missing/);
});

test("A stoa.yaml beside it adds hosts, limits and success rules", () => {
  const manifest = manifestOf(
    classic,
    "version: 1\ncontract: pandium\nname: lists\nnetwork: { hosts: [api.hubapi.com] }\nlimits: { timeout: 1h }\n",
  );
  assert.deepEqual(
    [manifest.name, manifest.network, manifest.limits.timeoutSeconds],
    ["lists", { hosts: ["api.hubapi.com"], declared: true }, 3600],
  );
  const wrong = readPandium(classic, { beside: { text: "version: 1\ncontract: pandium\nrun: x\n", file: "stoa.yaml" } });
  assert.deepEqual([wrong.problems?.[0]?.file, wrong.problems?.[0]?.line], ["stoa.yaml", 3]);
});

test("The environment is theirs: settings, secrets, context, both spellings of the last stdout", () => {
  const state = { page: 3 };
  const triggers: Here["triggers"] = [{ id: "t1", kind: "webhook", at: "2026-11-22T10:00:00Z", headers: { "x-a": "b" }, body: '{"id":1}' }];
  const input = inputFor(
    here({
      config: { list_id: "7", depth: 2, names: ["a"], on: false },
      secrets: { connector_hubspot: "ACCESS_TOKEN=abc-token\nACCOUNT=acme" },
      state,
      triggers,
    }),
    "/run/stoa",
  );
  const previous = {
    last: {
      startedAt: "2021-07-24T20:04:21.000Z",
      endedAt: "2021-07-24T20:07:21.000Z",
      outcome: "failed" as const,
      failureClass: "timeout" as const,
    },
  };
  const { env, files, sensitive } = adapter.environment({ ...input, previous });
  const wanted = {
    PAN_CFG_LIST_ID: "7",
    PAN_CFG_DEPTH: "2",
    PAN_CFG_NAMES: '["a"]',
    PAN_CFG_ON: "false",
    PAN_SEC_HUBSPOT_ACCESS_TOKEN: "abc-token",
    PAN_SEC_HUBSPOT_ACCOUNT: "acme",
    PAN_CTX_RUN_MODE: "webhook",
    PAN_CTX_LAST_SUCCESSFUL_RUN_STD_OUT: '{"page":3}',
    PAN_CTX_LAST_SUCESSFUL_RUN_STDOUT: '{"page":3}',
    PAN_CTX_LAST_RUN_PHASE: "Failed (Timeout)",
    PAN_CTX_LAST_RUN_START_TIME: "2021-07-24 20:04:21 +0000 UTC",
    PAN_CTX_RUN_TRIGGERS:
      '[{"id":"t1","source":"webhook","mode":"webhook","payload":{"file":"/run/stoa/trigger-1","headers":{"x-a":"b"}}}]',
    PAN_CTX_TENANT_METADATA_FILE: "/run/stoa/tenant-metadata.json",
  };
  for (const [name, value] of Object.entries(wanted)) assert.equal(env[name], value, name);
  assert.equal(files.find((file) => file.path === "/run/stoa/trigger-1")?.content, '{"id":1}');
  assert.ok(sensitive.includes("abc-token"));
  assert.equal(adapter.environment({ ...input, triggers: [] }).env["PAN_CTX_RUN_MODE"], "normal");
  assert.equal(adapter.environment({ ...input, mode: "options" }).env["PAN_CTX_RUN_MODE"], "init");
});

test("A bare secret is token and key, a JSON object is its parts", () => {
  const secrets = (value: string) =>
    Object.entries(adapter.environment(inputFor(here({ secrets: { connector_hubspot: value } }), "/r")).env).filter(([name]) =>
      name.startsWith("PAN_SEC_"),
    );
  assert.deepEqual(secrets("tok"), [
    ["PAN_SEC_HUBSPOT_ACCESS_TOKEN", "tok"],
    ["PAN_SEC_HUBSPOT_API_KEY", "tok"],
  ]);
  assert.deepEqual(secrets('{"client-id":"x"}'), [["PAN_SEC_HUBSPOT_CLIENT_ID", "x"]]);
});

const script = `if [ "$PAN_CTX_RUN_MODE" = init ]; then echo '{"lists":[{"const":"u1","title":"Ann"}],"boards":{"u1":["x","y"],"u2":["z"]}}'; exit; fi
echo "last: $PAN_CTX_LAST_SUCCESSFUL_RUN_STD_OUT" >&2
echo "debug text"; echo '{"page":4}'`;

test("Init gives choices and never state, normal gives state, stderr is the log", async () => {
  const files = [{ path: "run.sh", content: script }];
  const init = await runHere(here({ files, mode: "options", state: { page: 3 } }));
  assert.deepEqual(
    [init.settled.state, Object.keys(init.settled.options ?? {}), init.verdict.outcome],
    [undefined, ["lists", "boards"], "succeeded"],
  );
  const normal = await runHere(here({ files, state: { page: 3 } }));
  assert.deepEqual([normal.settled, normal.stderr], [{ state: { page: 4 }, notes: [] }, 'last: {"page":3}\n']);
  const silent = await runHere(here({ files: [{ path: "run.sh", content: "true" }], mode: "options" }));
  assert.equal(silent.verdict.rule, "no-options");
});

test("Choices replace their placeholders, dependent ones follow their parent", () => {
  const manifest = manifestOf();
  assert.deepEqual(dynamicOptions(manifest), ["lists", "boards"]);
  const options: JsonObject = { lists: [{ const: "u1", title: "Ann" }], boards: { u1: ["x", "y"], u2: ["z"] } };
  const definitions = applyOptions(manifest, options, { list_id: "u1" })["definitions"] as JsonObject;
  assert.deepEqual(definitions, { lists: { oneOf: [{ const: "u1", title: "Ann" }] }, boards: { enum: ["x", "y"] } });
  const paths = (config: Record<string, unknown>) => checkConfig(manifest, { config, secrets: [], options }).map((problem) => problem.path);
  assert.deepEqual(paths({ list_id: "u1", board: "y", depth: 2 }), []);
  assert.deepEqual(paths({ list_id: "u1", board: "z" }), ["/board"]);
  assert.ok(paths({ list_id: "u9" }).includes("/list_id"));
  assert.deepEqual(checkConfig(manifest, { config: { list_id: "anything yet" }, secrets: [], options: null }), []);
});

const settle = (stdout: string, more: { exitCode?: number; state?: JsonObject; text?: string } = {}) =>
  adapter.settle({
    manifest: manifestOf(more.text),
    mode: "run",
    exitCode: more.exitCode ?? 0,
    messages: emptySummary(),
    stdout,
    state: more.state ?? null,
  });

test("Bad, empty, partial or failed output never replaces good state", () => {
  for (const stdout of ["", "{}", "null", "[1]", "7", '{"page":', "done\n", '{"page":1}\nbye'])
    assert.equal(settle(stdout).state, undefined, stdout);
  assert.equal(settle('{"page":1}', { exitCode: 1 }).state, undefined);
  assert.deepEqual(settle('log\n{\n  "page": 1\n}\n').state, { page: 1 });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (state, kill) => {
      const text = JSON.stringify(state);
      const cut = text.slice(0, kill % text.length);
      const kept = settle(cut).state;
      assert.equal(kept, undefined);
    }),
  );
});

test("metadata_schema checks the state and lays it over the last one", () => {
  const text = "version: 1.0\nbase: python:3.14\nrun: x\nmetadata_schema: { type: object, properties: { page: { type: integer } } }\n";
  assert.deepEqual(settle('{"page":2}', { text, state: { page: 1, seen: ["a"] } }).state, { page: 2, seen: ["a"] });
  const wrong = settle('{"page":"two"}', { text });
  assert.equal(wrong.state, undefined);
  assert.match(wrong.fault ?? "", /metadata_schema \(state\/page must be integer\)/);
});

test("The last JSON of stdout is found without ever throwing", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void lastJson(text)));
  assert.deepEqual(lastJson('{"a":1}\n{"b":2}\n'), { value: { b: 2 } });
});
