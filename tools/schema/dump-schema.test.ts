import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { dumpSchema } from "./dump-schema.ts";

test("server/schema.sql is what the migrations make; after a change: npm run schema", async () => {
  const golden = await readFile(new URL("../../server/schema.sql", import.meta.url), "utf8");
  const made = await dumpSchema();
  const known = golden.split("\n");
  const missing = made.split("\n").filter((line) => !known.includes(line));
  assert.ok(made === golden, `server/schema.sql is not up to date; npm run schema. New:\n${missing.slice(0, 20).join("\n")}`);
  for (const part of ["create table identity.", "create policy scope on ", "create table runs.run (", " partition by range"]) {
    assert.ok(golden.includes(part), `the schema has no ${part}`);
  }
});

test("every table that the tenants' role may touch has row-level security and a policy", async () => {
  const golden = await readFile(new URL("../../server/schema.sql", import.meta.url), "utf8");
  const named = (pattern: RegExp): Set<string> => new Set([...golden.matchAll(pattern)].map(([, table = ""]) => table));
  const tables = named(/^create table (\S+) \(/gm);
  const [guarded, ruled] = [named(/^alter table (\S+) enable row level security;/gm), named(/^create policy \S+ on (\S+) /gm)];
  const touched = [...named(/^grant .* on (\S+) to [^;]*stoa_app/gm)].filter((name) => tables.has(name));
  assert.ok(touched.length > 50, String(touched.length));
  assert.deepEqual(
    touched.filter((name) => !guarded.has(name) || !ruled.has(name)),
    [],
  );
});
