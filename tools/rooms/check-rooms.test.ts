import assert from "node:assert/strict";
import { test } from "node:test";
import { runCheck } from "../checks/check.ts";
import { seedTree } from "../checks/seed-tree.ts";
import { roomsCheck } from "./check-rooms.ts";

const order = { "tools/rooms/order.json": '["identity", "catalog", "runs"]' };

const refused: { name: string; file: string; text: string; says: RegExp }[] = [
  {
    name: "an upward import",
    file: "server/rooms/identity/a.ts",
    text: 'import { x } from "../runs/index.ts";',
    says: /identity stands below runs/,
  },
  {
    name: "an upward re-export",
    file: "server/rooms/identity/a.ts",
    text: 'export { x } from "../runs/index.ts";',
    says: /identity stands below runs/,
  },
  {
    name: "an upward import()",
    file: "server/rooms/identity/a.ts",
    text: 'await import("../runs/index.ts");',
    says: /identity stands below runs/,
  },
  {
    name: "two verbs in a file",
    file: "server/rooms/runs/a.ts",
    text: 'export async function a(ctx: Ctx) { requireRole(ctx, "x"); } export function b(ctx: Ctx) { return transaction(ctx, (inner) => audit(inner, {})); }',
    says: /one verb a file: b stands beside a/,
  },
  {
    name: "a side door",
    file: "server/rooms/runs/a.ts",
    text: 'import { x } from "../identity/store.ts";',
    says: /enter rooms\/identity by its index.ts/,
  },
  {
    name: "a side door from a role",
    file: "server/roles/api.ts",
    text: 'import { x } from "../rooms/runs/claim.ts";',
    says: /by its index.ts/,
  },
  {
    name: "a room in base",
    file: "server/base/a.ts",
    text: 'import { x } from "../rooms/runs/index.ts";',
    says: /server\/base may import only contract/,
  },
  {
    name: "machine in a room",
    file: "server/rooms/runs/a.ts",
    text: 'import { x } from "../../machine/index.ts";',
    says: /may import only/,
  },
  {
    name: "a test door outside tests",
    file: "server/rooms/runs/a.ts",
    text: 'import { x } from "../catalog/testing.ts";',
    says: /by its index/,
  },
  { name: "a role in a room", file: "server/rooms/runs/a.ts", text: 'import { x } from "../../roles/api.ts";', says: /may import only/ },
  {
    name: "testing outside tests",
    file: "server/rooms/runs/a.ts",
    text: 'import { x } from "../../testing/index.ts";',
    says: /only tests/,
  },
  { name: "a package in contract", file: "contract/a.ts", text: 'import pg from "pg";', says: /contract may use only typebox/ },
  { name: "Node in contract", file: "contract/a.ts", text: 'import { join } from "node:path";', says: /contract may use only typebox/ },
  {
    name: "the server in program",
    file: "program/a.ts",
    text: 'import { x } from "@stoa/server/machine";',
    says: /program may import only contract/,
  },
  {
    name: "the server in web",
    file: "web/a.tsx",
    text: 'import { x } from "@stoa/server/machine";',
    says: /web may import only sdk, contract/,
  },
  { name: "program in sdk", file: "sdk/a.ts", text: 'import { x } from "@stoa/program";', says: /sdk may import only contract/ },
  { name: "base in cli", file: "cli/a.ts", text: 'import { x } from "../server/base/index.ts";', says: /cli may import only/ },
  { name: "machine at the start of cli", file: "cli/a.ts", text: 'import { x } from "@stoa/server/machine";', says: /by import\(\)/ },
  {
    name: "anything of ours but what hosts are given in examples",
    file: "examples/host/a.ts",
    text: 'import { x } from "@stoa/sdk";',
    says: /examples may import only host/,
  },
  { name: "another workspace by path", file: "sdk/a.ts", text: 'import { x } from "../contract/index.ts";', says: /by its package name/ },
  {
    name: "SQL in a verb",
    file: "server/rooms/runs/a.ts",
    text: "tx.query(`select id from runs.run where id = ${x}`);",
    says: /SQL stands only/,
  },
  { name: "SQL in a role", file: "server/roles/api.ts", text: 'tx.query("update runs.run set state = 1");', says: /SQL stands only/ },
  {
    name: "another room's table",
    file: "server/rooms/runs/store.ts",
    text: 'const q = "select 1 from catalog.release";',
    says: /catalog\.release/,
  },
  {
    name: "a higher room's view",
    file: "server/rooms/catalog/store/a.ts",
    text: "const q = `select 1 from runs.v_run`;",
    says: /runs\.v_run/,
  },
  {
    name: "a higher room's key",
    file: "server/rooms/catalog/migrations/1.sql",
    text: "create table catalog.a (b uuid references runs.run);",
    says: /runs\.run/,
  },
  {
    name: "a lower room's table in a migration",
    file: "server/rooms/runs/migrations/1.sql",
    text: "create view runs.v as select 1 from catalog.release;",
    says: /catalog\.release/,
  },
  {
    name: "NOTIFY in a statement",
    file: "server/base/db/a.ts",
    text: `await tx.run("select pg_notify('queue', '')");`,
    says: /NOTIFY in a transaction/,
  },
  {
    name: "NOTIFY in a trigger",
    file: "server/rooms/runs/migrations/1.sql",
    text: "create function runs.tell() returns trigger language plpgsql as $$ begin notify queue; return null; end $$;",
    says: /NOTIFY in a transaction/,
  },
  { name: "a room that is not in the order", file: "server/rooms/stray/a.ts", text: "export {};", says: /not in tools\/rooms\/order.json/ },
];

for (const { name, file, text, says } of refused) {
  test(`rooms refuses ${name}`, async (t) => {
    const root = await seedTree(t, { ...order, [file]: `export {};\n${text}\n` });
    const { problems } = await runCheck(roomsCheck, root);
    assert.equal(problems.length, 1, JSON.stringify(problems));
    assert.match(problems[0]?.text ?? "", says);
    assert.equal(problems[0]?.line, name.endsWith("not in the order") ? 0 : 2);
  });
}

test("rooms refuses a second migration of the same number, but of another room", async (t) => {
  const sql = "create table runs.a (id uuid primary key);\n";
  const root = await seedTree(t, {
    ...order,
    "server/rooms/runs/migrations/0019-a.sql": sql,
    "server/rooms/runs/migrations/0019-b.sql": sql,
    "server/rooms/catalog/migrations/0019-a.sql": "create table catalog.a (id uuid primary key);\n",
  });
  const { problems } = await runCheck(roomsCheck, root);
  assert.deepEqual(
    problems.map(({ file, text }) => [file, text]),
    [["server/rooms/runs/migrations/0019-b.sql", "0019-a.sql has this number; take the next free one"]],
  );
});

test("rooms allows what the layout allows", async (t) => {
  const root = await seedTree(t, {
    ...order,
    "contract/a.ts": 'import { Type } from "typebox";\nimport { b } from "./b.ts";\n',
    "contract/a.test.ts": 'import { test } from "node:test";\nimport { a } from "./a.ts";\n',
    "server/rooms/runs/a.ts":
      'import { x } from "../catalog/index.ts";\nimport { y } from "../../base/db/index.ts";\nimport { z } from "./store/b.ts";\n',
    "server/rooms/runs/a.test.ts":
      'import { x } from "../../testing/index.ts";\nimport { y } from "../catalog/testing.ts";\nconst sql = "select 1 from catalog.release";\n',
    "server/rooms/runs/runner/testing.ts": 'import { y } from "../../catalog/testing.ts";\n',
    "server/rooms/runs/label.ts": 'export const label = "Select a plan from the list (or update it)";\n',
    "server/rooms/runs/store/b.ts":
      'import { c } from "./runs.ts";\nconst q = `select 1 from runs.run join catalog.v_release using (id) -- catalog.release`;\n',
    "server/rooms/runs/migrations/1.sql":
      "create table runs.run (release uuid references catalog.release);\ncreate view runs.v_a as select 1 from catalog.v_release;\n",
    "server/roles/api.ts": 'import { x } from "../rooms/runs/index.ts";\n',
    "server/machine/index.ts": 'import { x } from "../roles/api.ts";\n',
    "cli/a.ts": 'import type { T } from "@stoa/server/machine";\nconst m = await import("@stoa/server/machine");\n',
    "web/test/a.ts": 'import { x } from "../../server/rooms/runs/index.ts";\nimport { y } from "../pages/b.ts";\n',
    "test/a.ts": 'import { x } from "../server/rooms/runs/index.ts";\n',
  });
  const { problems, read } = await runCheck(roomsCheck, root);
  assert.deepEqual(problems, []);
  assert.equal(read, 13);
});
