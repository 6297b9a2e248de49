import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "./pace.ts";
import { Turns } from "./turns.ts";

test("however many runs of one customer were claimed ahead, a slot is kept for others", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const told: number[] = [];
  const turns = new Turns(3, (ahead) => told.push(ahead));
  const short = await turns.take("quiet");
  short?.(20);
  assert.deepEqual(told, [30]);

  const order: string[] = [];
  const take = (customer: string, name: string) =>
    turns.take(customer).then((leave) => (order.push(leave ? name : `${name} gave up`), leave));
  const floods = [take("loud", "flood 1"), take("loud", "flood 2"), take("loud", "flood 3"), take("loud", "flood 4")];
  const quiet = await take("quiet", "quiet");
  assert.deepEqual(order, ["flood 1", "flood 2", "quiet"]);
  quiet?.(20);
  const other = await take("other", "other");
  (await floods[0])?.(60_000);
  other?.(20);
  await floods[2];
  assert.deepEqual(order.slice(3), ["other", "flood 3"]);
  t.mock.timers.tick(3_000);
  assert.equal(await floods[3], undefined);
  assert.equal(turns.ahead, 0);
});

test("ended runs may wait for company while more is under way than slots take in the time of a claim", async () => {
  const turns = new Turns(2, () => {});
  assert.equal(turns.lingerMs({ ended: 1, underWay: 9 }, 100), 0, "boxes are not known to be short");
  const leaves = [await turns.take("a"), await turns.take("a")];
  leaves[0]?.(20);
  assert.equal(turns.ahead, 20);
  assert.equal(turns.lingerMs({ ended: 1, underWay: 2 }, 100), 0, "all that is under way has slots");
  assert.equal(turns.lingerMs({ ended: 1, underWay: 6 }, 100), 25, "two slots that take 20 ms each begin four in 40 ms");
  assert.equal(turns.lingerMs({ ended: 7, underWay: 6 }, 100), 0, "it is time for a claim");
  assert.equal(turns.lingerMs({ ended: 4, underWay: 7 }, 100), 100);
  for (let left = 0; left < 30; left++) (await turns.take("a"))?.(20);
  leaves[1]?.(20);
  for (let left = 0; left < 30; left++) (await turns.take("a"))?.(20);
  assert.equal(turns.lingerMs({ ended: 4, underWay: 5 }, 100), 100, "one at a time begins two in 40 ms");
});

test("of longer boxes some are claimed ahead for each slot, but none that would wait long", async () => {
  const told: number[] = [];
  const turns = new Turns(3, (ahead) => told.push(ahead));
  for (const milliseconds of [50, 3_000, 50]) (await turns.take("a"))?.(milliseconds);
  assert.deepEqual(told, [12, 0]);
  const others = new Turns(3, (ahead) => told.push(ahead));
  (await others.take("a"))?.(400);
  assert.equal(told.at(-1), 2);
});

test("where there is one customer it has every slot, also those that wait when that is known", async () => {
  const turns = new Turns(3, () => {});
  const leaves = [await turns.take("only"), await turns.take("only")];
  const third = turns.take("only");
  turns.setAlone(true);
  leaves.push(await third);
  turns.setAlone(false);
  for (const leave of leaves) leave?.(10);
  const [again] = [await turns.take("only"), await turns.take("only")];
  const waits = turns.take("only");
  again?.(10);
  assert.ok(await waits, "and no more than the others when there are some");
});

test("whoever waits longest of those that may begin is next; two slots are for whoever comes first", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const turns = new Turns(2, () => {});
  const leaves = [await turns.take("a"), await turns.take("a")];
  const order: string[] = [];
  const waiting = ["a", "b"].map((customer) => turns.take(customer).then(() => order.push(customer)));
  for (const leave of leaves) leave?.(10);
  leaves[0]?.(10);
  await Promise.all(waiting);
  assert.deepEqual(order, ["a", "b"]);
});

test("what a program says is taken at once, a flood evenly, and at once again when it was calm for a while", () => {
  const piece = 65_536;
  const pace = new Pace(0, "logs");
  let now = 0;
  const rests = Array.from({ length: 80 }, () => {
    const rest = pace.take(piece, now);
    now += Math.max(1, rest);
    return rest;
  });
  assert.equal(
    rests.findIndex((rest) => rest > 0),
    66,
    "four megabytes, and what came back meanwhile",
  );
  assert.ok(rests.slice(70).every((rest) => rest === 1_000 / 256));
  assert.equal(pace.take(piece, 3_000), 0);
});

test("what floods of several programs take together is what one may", () => {
  const paces = [new Pace(10_000, "messages"), new Pace(10_000, "messages")];
  const rests = paces.map((pace) => [pace.take(200, 10_000), pace.take(5, 10_000)]);
  assert.deepEqual(rests, [
    [0, 50],
    [0, 100],
  ]);
});
