import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { dispatchFacts, emitFacts, findBehind, findRetried, retryFacts, sweepFacts, type FactHandler } from "../base/facts/index.ts";
import { newId, transaction, type Fact } from "../base/index.ts";
import { hearFacts, openWorld } from "./index.ts";
import { tellManyTogether } from "./store.ts";

test("many facts are heard at once; where one of them cannot be, each is heard alone and only that one is put aside, until it can", async () => {
  const world = await openWorld();
  const { engine, clock } = world;
  const subjects = Array.from({ length: 6 }, () => newId(clock));
  const emit = (wanted: readonly string[]): Promise<void> =>
    transaction(engine, (inner) =>
      emitFacts(
        inner,
        wanted.map((subject) => ({ type: "thing.done", subject, subjectVersion: 1 })),
      ),
    );
  const heard: string[][] = [];
  let poison: string | undefined;
  const hear = async (facts: readonly { subject: string }[]): Promise<void> => {
    const here = facts.map((fact) => fact.subject);
    if (poison !== undefined && here.includes(poison)) throw new Error("cannot be heard now");
    heard.push(here);
  };
  const handler: FactHandler = {
    name: "test.many",
    types: ["thing.done"],
    handle: (_, fact) => hear([fact]),
    handleAll: (_, facts) => hear(facts),
  };
  await emit(subjects.slice(0, 3));
  await hearFacts(engine, handler);
  assert.deepEqual(heard, [subjects.slice(0, 3)]);
  poison = subjects[4];
  await emit(subjects.slice(3));
  await hearFacts(engine, handler);
  assert.deepEqual(heard.slice(1), [[subjects[3]], [subjects[5]]]);
  poison = undefined;
  clock.advance(3_600_000);
  await retryFacts(engine, handler);
  assert.deepEqual(heard.slice(3), [[subjects[4]]]);
});

test("one question tells which handlers have facts to hear; heard by all of them they are forgotten after a week, and what one put aside is not", async () => {
  const world = await openWorld();
  const { engine, clock } = world;
  let works = false;
  const named = (name: string, hear: () => void): FactHandler => ({ name, types: ["thing.done"], handle: async () => hear() });
  const quick = named("test.quick", () => undefined);
  const slow = named("test.slow", () => {
    if (!works) throw new Error("not now");
  });
  const names = [quick.name, slow.name];
  const emit = (): Promise<void> =>
    transaction(engine, (inner) => emitFacts(inner, [{ type: "thing.done", subject: newId(clock), subjectVersion: 1 }]));
  await emit();
  assert.deepEqual(await findBehind(engine, names), new Set(names));
  await hearFacts(engine, quick);
  assert.deepEqual(await findBehind(engine, names), new Set([slow.name]));
  clock.advance(8 * 86_400_000);
  assert.equal(await sweepFacts(engine, names), 0, "one handler has not heard it");
  await hearFacts(engine, slow);
  assert.deepEqual([...(await findBehind(engine, names))], []);
  assert.equal(await sweepFacts(engine, [...names, "test.new"]), 0, "one that never heard any may still want it");
  await emit();
  works = true;
  await hearFacts(engine, quick, slow);
  assert.equal(await sweepFacts(engine, names), 0, "the older was put aside, the newer is of today");
  clock.advance(60_000);
  assert.deepEqual(await findRetried(engine, names), new Set([slow.name]));
  await retryFacts(engine, slow);
  assert.deepEqual([...(await findRetried(engine, names))], []);
  assert.equal(await sweepFacts(engine, names), 1);
});

test("what one handler read a moment ago serves another, wherever that one stands; each hears all, in order and once", async () => {
  const world = await openWorld();
  const { engine, clock } = world;
  const heard = new Map<string, string[]>();
  const named = (name: string): FactHandler => {
    const keep = async (subjects: readonly string[]): Promise<void> => void heard.set(name, [...(heard.get(name) ?? []), ...subjects]);
    return {
      name,
      types: ["thing.done"],
      handle: (_, fact) => keep([fact.subject]),
      handleAll: (_, facts) => keep(facts.map((fact) => fact.subject)),
    };
  };
  const [first, second, third] = [named("test.first"), named("test.second"), named("test.third")];
  const subjects = Array.from({ length: 9 }, () => newId(clock));
  const emit = (from: number, to: number): Promise<void> =>
    transaction(engine, (inner) =>
      emitFacts(
        inner,
        subjects.slice(from, to).map((subject) => ({ type: "thing.done", subject, subjectVersion: 1 })),
      ),
    );
  await emit(0, 2);
  await hearFacts(engine, first, second);
  await emit(2, 6);
  await hearFacts(engine, first);
  const { heard: given, more } = await dispatchFacts(engine, third);
  assert.ok(given === 6 || more, "it was given all, or is told at once that more were read behind them");
  await emit(6, 9);
  await hearFacts(engine, second, third, first);
  assert.deepEqual([...heard.values()], [subjects, subjects, subjects]);
});

test("facts told together stand in one row: each handler hears every one once, whole rows at a time; one that cannot be heard is put aside alone", async () => {
  const world = await openWorld();
  const { engine, clock } = world;
  const data = { words: 'a "quoted", one', count: 3 };
  const tell = async (count: number): Promise<string[]> => {
    const facts = Array.from({ length: count }, () => ({ id: newId(clock), subject: newId(clock) }));
    await transaction(engine, ({ tx }) => tellManyTogether(tx, facts, data, clock.now()));
    return facts.map(({ subject }) => subject);
  };
  let poison: string | undefined;
  const heard = new Map<string, string[]>();
  const named = (name: string): FactHandler => {
    const hear = async (facts: readonly Fact[]): Promise<void> => {
      if (facts.some(({ subject }) => subject === poison)) throw new Error("not now");
      for (const fact of facts) {
        assert.deepEqual([fact.data, fact.customerId, fact.sideId, fact.subjectVersion], [data, fact.subject, null, 7]);
        heard.set(name, [...(heard.get(name) ?? []), fact.subject]);
      }
    };
    return { name, types: ["thing.done"], handle: (_, fact) => hear([fact]), handleAll: (_, facts) => hear(facts) };
  };
  const [first, second, slow] = [named("test.first"), named("test.second"), named("test.slow")];
  const subjects = [...(await tell(1)), ...(await tell(400)), ...(await tell(300)), ...(await tell(2))];
  let most = 0;
  // A transaction of another test, open at that moment, holds facts back.
  while (most === 0) most = (await dispatchFacts(engine, first)).heard;
  assert.ok([1, 401, 701].includes(most), `a cursor stands behind a row, so ${most} is no number to stop at`);
  await hearFacts(engine, first, second);
  assert.deepEqual([...heard.values()], [subjects, subjects]);
  poison = subjects[450];
  await hearFacts(engine, slow);
  assert.deepEqual(
    heard.get(slow.name),
    subjects.filter((subject) => subject !== poison),
  );
  const names = [first.name, second.name, slow.name];
  clock.advance(8 * 86_400_000);
  assert.equal(await sweepFacts(engine, names), 403, "the row of the one put aside stays");
  poison = undefined;
  await retryFacts(engine, slow);
  assert.equal(heard.get(slow.name)?.at(-1), subjects[450]);
  assert.equal(await sweepFacts(engine, names), 300);
});

test("of facts of one row that were put aside each is tried again once, the row taken apart once for all of them", async () => {
  const world = await openWorld();
  const { engine, clock } = world;
  const facts = Array.from({ length: 200 }, () => ({ id: newId(clock), subject: newId(clock) }));
  await transaction(engine, ({ tx }) => tellManyTogether(tx, facts, {}, clock.now()));
  let works = false;
  const heard: string[] = [];
  const hear = async ({ subject }: Fact): Promise<void> => {
    if (!works) throw new Error("not now");
    heard.push(subject);
  };
  const handler: FactHandler = { name: "test.often", types: ["thing.done"], handle: (_, fact) => hear(fact) };
  await hearFacts(engine, handler);
  works = true;
  clock.advance(60_000);
  const parse = mock.method(JSON, "parse");
  assert.equal(await retryFacts(engine, handler), 200);
  const parsed = parse.mock.callCount();
  parse.mock.restore();
  assert.deepEqual(
    heard.toSorted(),
    facts.map(({ subject }) => subject),
  );
  assert.ok(parsed <= 2 * facts.length, `${parsed} parsed`);
});

test("a row that cannot be read holds up nothing behind it: what of it can be is heard, the rest put aside, said, and given up in the end", async () => {
  const world = await openWorld();
  const { clock } = world;
  const warned = mock.fn();
  const engine = { ...world.engine, log: { ...world.log, warn: warned } as unknown as typeof world.log };
  const [first, broken, sound, next] = Array.from({ length: 4 }, () => newId(clock)) as [string, string, string, string];
  const line = (id: string, data: string): string => `${id},,,,${id},1,${data}`;
  const others = [line("no-id", "{}"), line(broken, '{"half'), 'of it":1}', line(sound, '{"whole": 1}')].join("\n");
  await transaction(engine, async (ctx) => {
    await ctx.tx.run(
      `insert into base.fact (id, type, v, at, subject, subject_version, data, size, others)
       values ($1, 'thing.done', 1, to_timestamp($2::float8 / 1000), $1, 1, '{}', 5, $3)`,
      [first, clock.now(), others],
    );
    await emitFacts(ctx, [{ type: "thing.done", subject: next, subjectVersion: 1 }]);
  });
  const heard: string[] = [];
  const hear = async (facts: readonly Fact[]): Promise<void> => void heard.push(...facts.map(({ subject }) => subject));
  const handler: FactHandler = {
    name: "test.read",
    types: ["thing.done"],
    handle: (_, fact) => hear([fact]),
    handleAll: (_, facts) => hear(facts),
  };
  await hearFacts(engine, handler);
  assert.deepEqual(heard, [first, sound, next]);
  assert.equal(warned.mock.callCount(), 2);
  for (let left = 7; left > 0; left--) {
    clock.advance(3_600_000);
    assert.equal(await retryFacts(engine, handler), 2);
  }
  clock.advance(3_600_000);
  assert.equal(await retryFacts(engine, handler), 0);
  const dead = await transaction(engine, ({ tx }) =>
    tx.rows<{ id: string; error: string }>("select fact_id as id, error from base.fact_dead where given_up and row_id = $1", [first]),
  );
  assert.match(dead.find(({ id }) => id === broken)?.error ?? "", /cannot be read/);
  assert.match(dead.find(({ id }) => id !== broken)?.error ?? "", /cannot be found in its row/);
  assert.equal(heard.length, 3);
});
