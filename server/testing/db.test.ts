import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  arrayOf,
  arrayOfRows,
  arrayOfTexts,
  momentIn,
  orNothing,
  rowText,
  RowText,
  together,
  transaction,
  type Tx,
} from "../base/db/index.ts";
import { newId, type Ctx } from "../base/index.ts";
import { openWorld } from "./index.ts";

const world = await openWorld();

const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("", "NULL", "null", '"', "\\", "{}", ",", " a ", '\\"', "\n"));
const usable = text.map((one) => one.replaceAll("\0", "").toWellFormed());

test("any texts come back from an array as they went in", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(usable), { maxLength: 20 }), async (values) => {
      const row = await transaction(world.engine, ({ tx }) =>
        tx.row<{ back: (string | null)[] }>("select $1::text[] as back", [arrayOfTexts(values)]),
      );
      assert.deepEqual(row?.back, values);
    }),
    { numRuns: 100 },
  );
});

test("numbers and nothing come back as they went in", async () => {
  const row = await transaction(world.engine, ({ tx }) =>
    tx.row<{ numbers: (number | null)[]; none: number[] }>("select $1::float8[] as numbers, $2::int[] as none", [
      arrayOf([0, -1.5, null, 1e21]),
      arrayOf([]),
    ]),
  );
  assert.deepEqual(row, { numbers: [0, -1.5, null, 1e21], none: [] });
});

test("any texts come back from rows as they went in, with the plain columns before them", async () => {
  const texts = fc.array(fc.option(usable), { minLength: 2, maxLength: 2 });
  const row = fc.record({ number: fc.option(fc.integer()), texts }, { noNullPrototype: true });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 10 }), async (values) => {
      const back = await transaction(world.engine, async ({ tx }) => {
        await tx.run("create type pg_temp.told as (number int, first text, second text)");
        const rows = arrayOfRows(values.map(({ number, texts }) => ({ plain: [number], texts })));
        const got = await tx.rows<{ number: number | null; first: string | null; second: string | null }>(
          "select number, first, second from unnest($1::pg_temp.told[])",
          [rows],
        );
        await tx.run("drop type pg_temp.told");
        return got;
      });
      assert.deepEqual(
        back.map(({ number, first, second }) => ({ number, texts: [first, second] })),
        values,
      );
    }),
    { numRuns: 50 },
  );
});

test("a moment is read as Date reads it, of any form, and in a row told as text", async () => {
  const moments = fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
  await fc.assert(
    fc.asyncProperty(moments, fc.constantFrom("UTC", "Asia/Kathmandu"), fc.integer({ min: 0, max: 999 }), async (moment, zone, micros) => {
      const iso = moment.toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`);
      const got = await transaction(world.engine, async ({ tx }) => {
        await tx.run(`set local timezone = '${zone}'`);
        return tx.row<{ plain: number; row: string }>(
          `select at as plain, ${rowText(momentIn("date_trunc('milliseconds', at)"), orNothing(momentIn("null::timestamptz")), "7")}
           from (select $1::timestamptz as at) m`,
          [iso],
        );
      });
      assert.equal(got?.plain, moment.getTime());
      const row = new RowText(got ?? assert.fail());
      assert.deepEqual([row.moment(), row.momentOrNull(), row.number()], [moment.getTime(), null, 7]);
    }),
    { numRuns: 100 },
  );
});

test("what is asked together is answered in its order, and fails with the first that failed, once all are over", async () => {
  const number = ({ tx }: { tx: Tx }, text: string) => tx.row<{ n: number }>(`select ${text} as n`);
  const answers = await transaction(world.engine, (ctx) => together(number(ctx, "1"), number(ctx, "2"), number(ctx, "3")));
  assert.deepEqual(answers, [{ n: 1 }, { n: 2 }, { n: 3 }]);
  const over: string[] = [];
  const failing = transaction(world.engine, (ctx) =>
    together(
      number(ctx, "1 / 0").finally(() => over.push("first")),
      number(ctx, "2").finally(() => over.push("second")),
    ),
  );
  await assert.rejects(failing, /division by zero/);
  assert.deepEqual(over, ["first", "second"]);
});

test("nothing is asked of a connection that its transaction has given back", async () => {
  let kept: Tx | undefined;
  await transaction(world.engine, async ({ tx }) => void (kept = tx));
  await assert.rejects(kept?.rows("select 1") ?? Promise.resolve(), /after the end of its transaction/);
});

test("a tenant whose questions take long holds a quarter of the connections; another's, and the engine's, are answered meanwhile, and all of them in the end", async () => {
  const [slow, other] = ["one", "other"].map((name): Ctx => ({
    ...world.engine,
    scope: { kind: "publisher", publisherId: newId(world.clock) },
    trace: name,
  }));
  assert.ok(slow && other);
  const ask = (ctx: Ctx) => transaction(ctx, ({ tx }) => tx.row<{ n: number }>("select 1 as n"));
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  let [under, most] = [0, 0];
  const asked = Array.from({ length: 30 }, () =>
    transaction(slow, async ({ tx }) => {
      most = Math.max(most, ++under);
      await tx.row("select 1");
      await over;
      under -= 1;
    }),
  );
  const answers = await Promise.race([
    Promise.all([ask(other), ask(world.engine)]),
    new Promise((resolve) => setTimeout(resolve, 5_000, "not answered")),
  ]);
  end();
  assert.deepEqual(answers, [{ n: 1 }, { n: 1 }]);
  await Promise.all(asked);
  assert.equal(most, Math.floor((world.db.pool.options.max ?? 0) / 4));
  const failing = Array.from({ length: 30 }, () => transaction(slow, () => Promise.reject(new Error("of its own"))).catch(() => "failed"));
  assert.deepEqual(new Set(await Promise.all(failing)), new Set(["failed"]));
  assert.deepEqual(await ask(slow), { n: 1 }, "what failed gave its connection back");
});

test("a transaction that could not open fails with the reason, and writes nothing", async () => {
  const customer = { kind: "customer", customerId: "not an id", sideId: "not an id" } as const;
  await assert.rejects(
    transaction({ ...world.engine, scope: customer }, ({ tx }) => tx.rows("create table base.never ()")),
    /not a uuid/,
  );
  const [found] = await transaction(world.engine, ({ tx }) => tx.rows<{ at: string | null }>("select to_regclass('base.never') as at"));
  assert.equal(found?.at, null);
});

test("a commit goes with what was asked before it, and behind it nothing may be asked", async () => {
  const { engine } = world;
  const note = (tx: Tx, name: string) =>
    tx.run("insert into runs.leader (name, epoch, holder, lease_until) values ($1, 1, gen_random_uuid(), now())", [name]);
  const kept = await transaction(engine, async ({ tx }, commit) => {
    const asked = note(tx, "kept");
    commit();
    await assert.rejects(note(tx, "late"), /after the end of its transaction/);
    return asked;
  });
  assert.equal(kept, 1);
  const failing = transaction(engine, ({ tx }, commit) => {
    const asked = together(note(tx, "undone"), tx.row("select 1 / 0"));
    commit();
    return asked;
  });
  await assert.rejects(failing, /division by zero/);
  const circular: unknown[] = [];
  circular.push({ circular });
  const refused = {
    "one name, two texts": (tx: Tx) => together(tx.named("test-one", "select 1"), tx.named("test-one", "select 2")),
    "a value that cannot be said": (tx: Tx) => tx.named("test-said", "select $1::jsonb[]", [circular]),
  };
  for (const [why, ask] of Object.entries(refused))
    await assert.rejects(
      transaction(engine, ({ tx }, commit) => {
        const asked = together(note(tx, why), ask(tx), note(tx, why));
        commit();
        return asked;
      }),
      /unique|circular/,
      why,
    );
  assert.equal((await transaction(engine, ({ tx }) => tx.named("test-said", "select $1::jsonb[]", [[{ said: 1 }]]))).length, 1);
  const silent = transaction(engine, async ({ tx }) => {
    await note(tx, "silent");
    await tx.row("select 1 / 0").catch(() => undefined);
  });
  await assert.rejects(silent, /one of its statements had failed/);
  const outer = transaction(engine, async (ctx) => {
    await transaction(ctx, async ({ tx }, commit) => {
      await note(tx, "joined");
      commit();
    });
    await ctx.tx.row("select 1");
    throw new Error("the outer one is undone");
  });
  await assert.rejects(outer, /the outer one is undone/);
  const rows = await transaction(engine, ({ tx }) => tx.rows<{ name: string }>("select name from runs.leader"));
  assert.deepEqual(rows, [{ name: "kept" }]);
});
