import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Value } from "typebox/value";
import { stringify } from "yaml";
import { Manifest, ManifestSource } from "@stoa/contract";
import { findShapeProblems } from "./find-shape-problems.ts";
import { readYaml } from "./located-yaml.ts";
import { readManifest } from "./read-manifest.ts";

const least = "version: 1\ncontract: stoa\nname: hello\nbase: python:3.11\nrun: python3 main.py\n";
const read = (text: string) => readManifest(text, { file: "stoa.yaml" });
const places = (text: string) => (read(text).problems ?? []).map(({ line, column, message, fix }) => `${line}:${column} ${message} ${fix}`);

test("The least manifest is filled in, and keeps to its schema", () => {
  const { manifest } = read(least);
  assert.ok(manifest && Value.Check(Manifest, manifest));
  assert.deepEqual(manifest.limits, { memoryMb: 256, timeoutSeconds: 600, pids: 64 });
  assert.deepEqual(manifest.retry, { attempts: 3, on: ["upstream", "platform"] });
  assert.deepEqual(manifest.base, { language: "python", version: "3.11" });
});

test("A full manifest is read", () => {
  const { manifest, problems } = read(`${least}title: Hello
packages: { run: [rclone, libpq5], build: [gcc] }
build: [pip install -r requirements.txt, make]
configs:
  schema:
    properties:
      server: { type: string }
      password: { type: string, format: secret }
connections: [{ name: nas, kind: basic, fields: [password] }]
network: { hosts: [api.example.com, "*.example.com:443", "{config.server}"] }
schedule: { default: "*/15 8-18 * * mon-fri", editable: false }
limits: { memory: 1 GB, timeout: 2h, pids: 10 }
success: { exit: [0, 3], fail: [{ stderr: "(?i)quota", class: upstream, say: Full. }], disable: [traceback], failed_items: 2 }
`);
  assert.equal(problems, undefined);
  assert.deepEqual(manifest?.packages, { build: ["gcc"], run: ["rclone", "libpq5"] });
  assert.deepEqual(manifest?.secrets, ["password"]);
  assert.deepEqual(manifest?.limits, { memoryMb: 1024, timeoutSeconds: 7200, pids: 10 });
  assert.deepEqual(manifest?.schedule, { cron: "*/15 8-18 * * mon-fri", editable: false });
  assert.deepEqual(manifest?.success.fail, [{ match: [{ stream: "stderr", pattern: "(?i)quota" }], class: "upstream", say: "Full." }]);
});

test("Every fault is told with its line, its column and what to write", () => {
  assert.deepEqual(places(`${least}sumary: x\nlimits:\n  memroy: 1\n  timeout: soon\n`), [
    "6:1 `sumary` is not a key of this manifest. Did you mean `summary`?",
    "8:3 `limits.memroy` is not a key of this manifest. Did you mean `memory`?",
    '9:12 `limits.timeout` must be a time such as `90s`, `10m` or `2h`; it is `"soon"`. Write a time such as `90s`, `10m` or `2h`.',
  ]);
  assert.deepEqual(places("version: 1\ncontract: stoa\nname: hello\nrun: x\n"), [
    "1:1 `base` is missing. Add `base: ...`, a language with or without version, such as `python:3.11` or `bash`.",
  ]);
  assert.match(places(`${least}title: a: b\n`)[0] ?? "", /^6:\d+ Not valid YAML/);
  assert.match(places(`${least}name: again\n`)[0] ?? "", /^6:1 Not valid YAML: Map keys must be unique/);
});

const form = (field: string) => `${least}configs:\n  schema:\n    properties:\n      ${field}\n`;

test("A form must be safe and secrets must be told the one way", () => {
  assert.match(places(form("a: { $ref: 'http://x/y' }"))[0] ?? "", /^9:18 `\$ref: http:\/\/x\/y` leads outside/);
  assert.match(places(form("a: { type: string, pattern: '(a)\\1' }"))[0] ?? "", /not RE2 syntax/);
  assert.match(places(form("a: { type: string, format: password }"))[0] ?? "", /format: secret/);
  assert.match(places(form("a: { type: string, x-secret: true }"))[0] ?? "", /format: secret/);
  assert.match(places(form("a: { type: string, format: secret, default: hunter2 }"))[0] ?? "", /everybody can read it/);
  assert.match(places(form("a: { type: object, properties: { b: { type: string, format: secret } } }"))[0] ?? "", /field of its own/);
  assert.match(places(form("a-b: { type: string }\n      a_b: { type: string }"))[0] ?? "", /would both be the variable A_B/);
  assert.match(places(form("a: { $ref: '#/definitions/none' }"))[0] ?? "", /cannot be used/);
  assert.match(places(form(`a: { description: "${"x".repeat(66_000)}" }`))[0] ?? "", /larger than 64 KB/);
});

test("What one part says of another is checked", () => {
  const secret = form("server: { type: string }\n      key: { type: string, format: secret }");
  assert.match(places(`${secret}network: { hosts: ["{config.servr}"] }\n`)[0] ?? "", /^11:20 .*Did you mean `\{config\.server\}`/);
  assert.match(places(`${secret}network: { hosts: ["{config.key}"] }\n`)[0] ?? "", /is a secret/);
  assert.match(
    places(`${secret}  uischema: { type: Control, scope: '#/properties/sever' }\n`)[0] ?? "",
    /Did you mean `#\/properties\/server`/,
  );
  assert.match(places(`${least}success: { disable: [trace-back] }\n`)[0] ?? "", /Did you mean `traceback`/);
  assert.match(places(`${least}success: { ignore: ['(?=x)'] }\n`)[0] ?? "", /not RE2 syntax/);
  assert.match(places(`${least}schedule: "61 * * * *"\n`)[0] ?? "", /`61` is not a minute/);
});

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom("x", 1, [], {}, null, "0 * * * *", { exit: [0] }, { hosts: ["a:1"] }),
);
const source = fc.dictionary(fc.constantFrom(...Object.keys(ManifestSource.properties), "bogus"), value).map((given) => ({
  version: 1,
  contract: "stoa",
  name: "hello",
  base: "bash",
  run: "x",
  ...given,
}));

test("Whatever stands in the file, reading ends with a manifest or with problems that have a place", () => {
  fc.assert(
    fc.property(source, (given) => {
      const text = stringify(given);
      const lines = text.split("\n").length;
      const reading = read(text);
      if (reading.manifest) assert.ok(Value.Check(Manifest, reading.manifest));
      else
        for (const problem of reading.problems)
          assert.ok(problem.line >= 1 && problem.line <= lines && problem.message !== "" && problem.fix !== "");
    }),
  );
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => void read(text)));
});

test("Problems of shape and the schema agree on what is allowed", () => {
  fc.assert(
    fc.property(source, (given) => {
      const yaml = readYaml(stringify(given), "stoa.yaml", 1e6);
      assert.ok(!("problems" in yaml));
      assert.equal(findShapeProblems(yaml, ManifestSource).length === 0, Value.Check(ManifestSource, yaml.value));
    }),
  );
});

test("Aliases cannot be used to blow a file up", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
  assert.match(read(bomb).problems?.[0]?.message ?? "", /aliases/);
});
