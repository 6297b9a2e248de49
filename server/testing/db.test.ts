import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import pg from "pg";
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
  const share = Math.floor((world.db.pool.options.max ?? 0) / 4);
  const askSlowly = (): Promise<void> =>
    transaction(slow, async ({ tx }) => {
      most = Math.max(most, ++under);
      await tx.row("select 1");
      await over;
      under -= 1;
    });
  const asked = Array.from({ length: share + 200 }, askSlowly);
  await assert.rejects(askSlowly(), { code: "rate_limited" }, "who would wait behind 200 is told so");
  const answers = await Promise.race([
    Promise.all([ask(other), ask(world.engine)]),
    new Promise((resolve) => setTimeout(resolve, 5_000, "not answered")),
  ]);
  end();
  assert.deepEqual(answers, [{ n: 1 }, { n: 1 }]);
  await Promise.all(asked);
  assert.equal(most, share);
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

test("every value that the database writes can be read: a row is read when its commit is over already", async () => {
  const written: Record<string, readonly string[]> = {
    bool: ["t", "f"],
    bytea: ["\\x", "\\x00ff", "any text"],
    int2: ["-32768"],
    int4: ["-2147483648"],
    int8: ["9223372036854775807"],
    oid: ["4294967295"],
    float4: ["NaN", "-Infinity", "1e-38"],
    float8: ["NaN", "Infinity", "-1.7e308"],
    numeric: ["NaN", "Infinity", `-${"9".repeat(1_000)}.${"9".repeat(1_000)}`],
    date: ["infinity", "0044-03-15 BC", "294276-12-31", "2026-11-30"],
    timestamp: ["infinity", "-infinity", "0044-03-15 00:00:00 BC", "294276-12-31 23:59:59.999999"],
    timestamptz: ["infinity", "-infinity", "0044-03-15 00:00:00+00 BC", "294276-12-31 23:59:59.999999+00"],
    time: ["24:00:00"],
    timetz: ["24:00:00-15:59"],
    interval: ["-178000000 years", "1 year -2 mons 3 days -04:05:06.789", "0"],
    json: [
      "null",
      '"\\ud800\\u0000"',
      "[1e400, -0, 1E-400]",
      '{"a":1,"a":{"__proto__":2}}',
      " \t\r\n[ ] ",
      `${"[".repeat(4_000)}${"]".repeat(4_000)}`,
    ],
    jsonb: ["null", '"\\u007f\\u2028"', `1e${"4".repeat(3)}`, `${"[".repeat(4_000)}${"]".repeat(4_000)}`],
    money: ["-92233720368547758.08"],
    uuid: [newId(world.clock)],
    text: ["", "NULL", '{"', "\\}", ",", "\n", "ä 🎈"],
    varchar: ["", "null", '"'],
    bpchar: ["a", "{"],
    char: ["", "{", "\\"],
    name: ["{a,b}"],
    regproc: ["now"],
    inet: ["::1/0"],
    cidr: ["10.0.0.0/8"],
    macaddr: ["00:00:00:00:00:01"],
    point: ["(NaN,-Infinity)"],
    circle: ["<(1,2),Infinity>"],
    numrange: ["empty", "[1,)", "(,)"],
  };
  const types = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ oid: number; name: string; element: string | null }>(
      "select t.oid::int8 as oid, t.typname as name, e.typname as element from pg_type t left join pg_type e on e.typarray = t.oid",
    ),
  );
  const plain = pg.types.getTypeParser(pg.types.builtins.TEXT);
  const read = types.filter(({ oid }) => pg.types.getTypeParser(oid) !== plain);
  const unknown = read.filter(({ name, element }) => !(written[name] ?? (element !== null && written[element])));
  assert.deepEqual(unknown, [], "each that the driver does not take as text has its values above");
  for (const { name, element } of read) {
    const values = written[name] ?? written[element ?? ""] ?? [];
    const asked = values.map((value) => `'${value.replaceAll("'", "''")}'::pg_catalog."${element ?? name}"`);
    const list = asked.join(", ");
    const all =
      element === null ? asked : [`array[${list}, null]`, `array[array[${list}], array[${list}]]`, `array[]::pg_catalog."${element}"[]`];
    const columns = all.map((one, index) => `${one} as c${index}`).join(", ");
    await assert.doesNotReject(
      transaction(world.engine, ({ tx }) => tx.rows(`select ${columns}`)),
      name,
    );
  }
});
