import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { stoaAdapter } from "../../program/adapters/stoa.ts";
import { readCatalogue } from "../../server/rooms/connections/index.ts";

const root = join(import.meta.dirname, "../../examples/ready");
const names = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory());
const readme = readFileSync(join(root, "README.md"), "utf8");

test("each ready integration has a good manifest, a provider of the catalogue, a way to look first, and says whether it was tried live", () => {
  const catalogue = readCatalogue();
  for (const name of names) {
    const reading = stoaAdapter.read(readFileSync(join(root, name, "stoa.yaml"), "utf8"), { file: "stoa.yaml" });
    if (!reading.manifest) assert.fail(`${name}: ${reading.problems.map(({ message }) => message).join(" ")}`);
    const { manifest } = reading;
    assert.equal(manifest.name, name);
    assert.equal(manifest.preview, true, name);
    const scopes = manifest.connections.map(({ provider = "", scopes: asked = [] }) => {
      const known = catalogue.get(provider)?.scopes?.map((scope) => scope.name) ?? [];
      return [catalogue.has(provider), asked.filter((scope) => !known.includes(scope))];
    });
    assert.deepEqual(scopes, [[true, []]], name);
    const row = readme.split("\n").find((line) => line.includes(`\`${name}\``)) ?? "";
    assert.equal(row.includes("not yet"), manifest.untried === true, `README of ${name}`);
  }
});

test("what they share is the same file in each", () => {
  const shared = names.map((name) => readFileSync(join(root, name, "ready.py"), "utf8"));
  assert.equal(new Set(shared).size, 1);
});
