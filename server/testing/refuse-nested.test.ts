import assert from "node:assert/strict";
import { after, test } from "node:test";
import { newId, openDb, transaction, type Ctx } from "../base/index.ts";
import { openWorld } from "./index.ts";
import { refuseNested } from "./refuse-nested.ts";

const world = await openWorld();
const told: Error[] = [];
const db = refuseNested(openDb({ connection: world.connection, max: 4, name: "nested" }), (fault) => void told.push(fault));
after(() => db.close());
const engine: Ctx = { ...world.engine, db };
const tenant: Ctx = { ...engine, scope: { kind: "publisher", publisherId: newId(world.clock) } };
const ask = (ctx: Ctx) => transaction(ctx, ({ tx }) => tx.row<{ n: number }>("select 1 as n"));

test("a transaction within another's work that was not given its ctx is refused, saying where the other was begun", async () => {
  for (const outer of [tenant, engine]) {
    const nested = transaction(outer, async ({ tx }) => {
      await tx.row("select 1");
      return ask(tenant);
    });
    await assert.rejects(nested, (error: Error) => {
      assert.match(error.message, /begun within another/);
      assert.match((error.cause as Error).stack ?? "", /refuse-nested\.test\.ts/);
      return true;
    });
  }
  const silent = transaction(tenant, () => ask(tenant).catch(() => undefined));
  assert.equal(await silent, undefined);
  assert.equal(told.length, 3, "also of one that was kept silent about");
});

test("one beside another, one behind another and one that joins another are not", async () => {
  told.length = 0;
  const joined = transaction(tenant, (ctx) => ask(ctx));
  const behind = transaction(tenant, ({ tx }) => tx.row("select 1")).then(() => ask(tenant));
  // Begun within, but only once the other is over.
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  const later = transaction(tenant, async () => ({ asked: isOver.then(() => ask(tenant)) }));
  const all = [ask(tenant), ask(tenant), joined, behind];
  assert.deepEqual(new Set((await Promise.all(all)).map((row) => row?.n)), new Set([1]));
  const { asked } = await later;
  end();
  assert.deepEqual(await asked, { n: 1 });
  assert.deepEqual(told, []);
});
