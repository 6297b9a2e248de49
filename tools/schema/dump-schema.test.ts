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
