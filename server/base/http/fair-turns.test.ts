import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import Fastify from "fastify";
import { StoaError } from "../errors.ts";
import { realClock } from "../clock.ts";
import type { Db } from "../db/index.ts";
import type { KeyRing } from "../keys.ts";
import { createLog } from "../log.ts";
import { addRoute } from "./add-route.ts";
import { createApp } from "./create-app.ts";
import { FairTurns } from "./fair-turns.ts";
import { isGone } from "./when-gone.ts";

const stays = (): boolean => false;

function open(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const turns = new FairTurns(() => Date.now());
  const begun: string[] = [];
  const leaves: (() => void)[] = [];
  const ask = async (tenant: string, name = tenant, isGone = stays): Promise<void> => {
    const leave = await turns.enter(tenant, isGone);
    if (!leave) return;
    begun.push(name);
    leaves.push(leave);
  };
  /** So much later, when all who may go have gone. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed++) t.mock.timers.tick(1);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { turns, begun, leaves, ask, pass };
}

/** Asks without end, a program of another tenant begun before, until what it may at once is used up; one of it is under way then, and some wait. */
async function crowd({ turns, ask, leaves, pass, begun }: ReturnType<typeof open>): Promise<void> {
  turns.hear("quiet");
  for (let count = 0; count < 200; count++) void ask("loud");
  await pass(0);
  assert.equal(begun.length, 4, "four at once");
  for (let count = 0; count < 80; count++) {
    await pass(10);
    leaves.shift()?.();
    await pass(10);
  }
}

test("whoever asks without end gets one at a time with rests between, and another is answered at once", async (t) => {
  const street = open(t);
  const { begun, leaves, ask, pass } = street;
  await crowd(street);
  await pass(50);
  assert.equal(leaves.length, 1);
  leaves.shift()?.();
  const before = begun.length;
  await pass(0);
  assert.equal(begun.length, before, "a rest");
  await ask("quiet");
  assert.deepEqual(begun.slice(before), ["quiet"]);
  await pass(50);
  assert.deepEqual(begun.slice(before), ["quiet", "loud"], "one");
  await pass(50);
  assert.equal(begun.length, before + 2, "and no other while it is under way");
});

test("who is alone is no crowd, until somebody else comes, and some time after the last of them", async (t) => {
  const street = open(t);
  const { turns, begun, leaves, ask, pass } = street;
  for (let count = 0; count < 20; count++) void ask("loud");
  /** How many begin in half a second, each taking 10 ms. */
  const serve = async (): Promise<number> => {
    const before = begun.length;
    const taken = new Map<() => void, number>();
    for (let count = 0; count < 500; count++) {
      await pass(1);
      for (const leave of leaves) taken.set(leave, (taken.get(leave) ?? 0) + 1);
      const over = leaves.splice(0, leaves.findLastIndex((leave) => (taken.get(leave) ?? 0) >= 10) + 1);
      over.forEach((leave) => leave());
      over.forEach(() => void ask("loud"));
    }
    return begun.length - before;
  };
  await pass(0);
  assert.ok((await serve()) > 190, "four at once, and no rest");
  turns.hear("quiet");
  const beside = await serve();
  assert.ok(beside > 15 && beside < 40, `one at a time, with rests: ${beside}`);
  await pass(10_000);
  assert.ok((await serve()) > 190, "as before");
});

test("who asks one after another never rests", async (t) => {
  const { begun, leaves, ask, pass } = open(t);
  for (let count = 0; count < 100; count++) {
    await ask("one");
    await pass(20);
    leaves.shift()?.();
  }
  assert.equal(begun.length, 100);
});

test("what takes long is in nobody's way, and who left has no turn", async (t) => {
  const { begun, leaves, ask, pass } = open(t);
  for (const name of ["a", "b", "c", "d", "left", "left", "e"]) void ask("slow", name, () => name === "left");
  await pass(99);
  assert.deepEqual(begun, ["a", "b", "c", "d"]);
  await pass(1);
  assert.deepEqual(begun, ["a", "b", "c", "d", "e"]);
  leaves.forEach((leave) => leave());
});

test("one that waits for somebody else for long does not make a crowd of who asked it", async (t) => {
  const { begun, leaves, ask, pass } = open(t);
  void ask("calm", "long");
  await pass(2_000);
  for (const name of ["a", "b", "c"]) void ask("calm", name);
  await pass(0);
  assert.deepEqual(begun, ["long", "a", "b", "c"]);
  leaves.forEach((leave) => leave());
});

test("who has sent a body is not taken for gone", async () => {
  const app = Fastify();
  app.post("/", async (request, reply) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { gone: isGone(request, reply), read: request.raw.destroyed };
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  assert.deepEqual(await answer.json(), { gone: false, read: true });
  await app.close();
});

test("five hundred wait, more are told to come later", async (t) => {
  const { turns, pass } = open(t);
  for (let count = 0; count < 504; count++) void turns.enter("loud", stays);
  await pass(0);
  await assert.rejects(
    turns.enter("loud", stays),
    (error: unknown) => error instanceof StoaError && error.code === "rate_limited" && error.retryAfter === 1,
  );
  await assert.doesNotReject(turns.enter("quiet", stays));
});

test("whom a full line refuses costs the database nothing: nobody is asked who they are", async () => {
  const world = { log: createLog({ level: "silent" }), clock: realClock, keys: {} as KeyRing, db: {} as Db };
  const app = await createApp({
    ...world,
    addresses: { publicUrl: "http://127.0.0.1:4400", port: 4400, openWrites: [] },
    trustedProxies: [],
  });
  let asked = 0;
  const allAsked = Promise.withResolvers<void>();
  const authorize = async () => {
    asked += 1;
    if (asked === 600) allAsked.resolve();
    return { scope: { kind: "operator" }, actor: { kind: "machine" } } as const;
  };
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  addRoute(
    { ...world, app, authorize },
    {
      method: "GET",
      path: "/slow",
      scopes: ["operator"],
      audit: { none: "a test" },
      summary: "Waits",
      handle: () => over.then(() => ({})),
    },
  );
  const ask = () => app.inject({ url: "/v1/operator/slow", headers: { host: "127.0.0.1:4400" } });
  const all = Array.from({ length: 600 }, ask);
  await allAsked.promise;
  // Some of the first may be in nobody's way by now, and leave as many places in the line.
  const late = Array.from({ length: 50 }, ask);
  const { statusCode, headers } = await Promise.race(late);
  assert.deepEqual([statusCode, headers["retry-after"]], [429, "1"]);
  end();
  await Promise.all(late);
  assert.ok(asked < 600 + late.length / 2, `${asked} asked`);
  const served = (await Promise.all(all)).filter((answer) => answer.statusCode === 200).length;
  assert.ok(served >= 504, `${served} served`);
  await app.close();
});
