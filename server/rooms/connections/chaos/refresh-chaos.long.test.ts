import assert from "node:assert/strict";
import { test } from "node:test";
import { openWorld } from "../../../testing/index.ts";
import { runRefreshChaos } from "./testing.ts";

const world = await openWorld();

test("three workers, fifty runs, kill -9: no refresh token comes twice but where the answer was lost, then one notice", async () => {
  const input = { refreshes: 50, connections: 16, killEveryMs: 700, leaseMs: 2_500, lifetimeSeconds: 2, withinMs: 40_000 };
  const record = await runRefreshChaos(world, input);
  assert.deepEqual(record.complaints, []);
  assert.deepEqual(record.wrong, [], JSON.stringify(record));
  assert.ok(record.refreshes >= 50 && record.kills > 1, JSON.stringify(record));
  assert.deepEqual([record.losses, record.notices], [record.answersLost, record.answersLost]);
  assert.ok(record.used > record.refreshes, JSON.stringify(record));
});

test("without the lease the same trial sees refresh tokens come twice", async () => {
  const input = { refreshes: 30, connections: 3, killEveryMs: undefined, leaseMs: 0, lifetimeSeconds: 1, withinMs: 10_000 };
  const record = await runRefreshChaos(world, input);
  assert.ok(record.wrong.length > 0, JSON.stringify(record));
});
