import assert from "node:assert/strict";
import { test } from "node:test";
import { emitFacts, retryFacts, type FactHandler } from "../base/facts/index.ts";
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
