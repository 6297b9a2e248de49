import assert from "node:assert/strict";
import { test } from "node:test";
import { openWorld } from "../../../testing/index.ts";
import { runRefreshChaos } from "./testing.ts";

const world = await openWorld();

test("three workers, fifty runs, kill -9: no refresh token comes twice but where the answer was lost, then one notice", async () => {
  const input = { refreshes: 100, connections: 40, killEvery: 10, leaseMs: 10_000, lifetimeSeconds: 2, withinMs: 300_000 };
  const record = await runRefreshChaos(world, input);
  assert.deepEqual(record.complaints, []);
  assert.deepEqual(record.wrong, [], JSON.stringify(record));
  assert.ok(record.refreshes >= 100 && record.kills > 1, JSON.stringify(record));
  assert.deepEqual([record.losses, record.notices], [record.answersLost, record.answersLost], JSON.stringify(record));
  assert.ok(record.used > 0, JSON.stringify(record));
});

test("without the lease the same trial sees refresh tokens come twice", async () => {
  const input = { refreshes: 30, connections: 3, killEvery: undefined, leaseMs: 0, lifetimeSeconds: 1, withinMs: 10_000 };
  const record = await runRefreshChaos(world, input);
  assert.ok(record.wrong.length > 0, JSON.stringify(record));
});
