import assert from "node:assert/strict";
import { test } from "node:test";
import { dispatchFacts, emitFacts, findBehind, findRetried, retryFacts, sweepFacts, type FactHandler } from "../base/facts/index.ts";
import { newId, transaction } from "../base/index.ts";
import { hearFacts, openWorld } from "./index.ts";

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
