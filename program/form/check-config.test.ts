import assert from "node:assert/strict";
import { test } from "node:test";
import { readManifest } from "../manifest/read-manifest.ts";
import { checkConfig } from "./check-config.ts";

const { manifest } = readManifest(
  `version: 1
contract: stoa
name: hello
base: bash
run: "true"
configs:
  schema:
    required: [server, key]
    additionalProperties: false
    properties:
      server: { type: string, pattern: "^[a-z.]+$" }
      mail: { type: string, format: email }
      key: { type: string, format: secret, minLength: 20 }
      list: { $ref: "#/definitions/lists" }
    definitions:
      lists: { type: string, dynamic: true }
`,
  { file: "stoa.yaml" },
);
assert.ok(manifest);
const check = (config: Record<string, unknown>, secrets: string[] = ["key"]) =>
  checkConfig(manifest, { config, secrets, options: { lists: ["a", "b"] } }).map(({ path, message }) => `${path} ${message}`);

test("A good form passes without its secrets being seen", () => {
  assert.deepEqual(check({ server: "nas.example", mail: "a@b.example", list: "a" }), []);
});

test("Each fault is told at its field", () => {
  assert.deepEqual(check({}, []), ["/server This field is needed.", "/key This field is needed."]);
  assert.deepEqual(check({ server: "NAS" }), ['/server This must match pattern "^[a-z.]+$".']);
  assert.deepEqual(check({ server: "nas", mail: "nobody" }), ['/mail This must match format "email".']);
  assert.deepEqual(check({ server: "nas", list: "c" }), ["/list This is not one of the choices."]);
  assert.deepEqual(check({ server: "nas", other: 1 }), ["/other This must NOT have additional properties."]);
});

test("A secret among the settings is refused before it can be kept", () => {
  assert.match(check({ server: "nas", key: "hunter2" })[0] ?? "", /^\/key This is a secret/);
});
