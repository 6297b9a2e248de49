import assert from "node:assert/strict";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { openWorld, type World } from "../../testing/index.ts";
import { addChannel } from "./add-channel.ts";
import type { Figures } from "./figures.ts";
import { editChannel } from "./edit-channel.ts";
import { getAlert } from "./get-alert.ts";
import { judgeConditions } from "./judge-conditions.ts";
import { listAlerts } from "./list-alerts.ts";
import { listChannels } from "./list-channels.ts";
import { removeChannel } from "./remove-channel.ts";
import { listAlertRows } from "./store/alerts.ts";
import { lockChannel } from "./store/channels.ts";
import { sweepAlerts } from "./sweep-alerts.ts";
import { takeId } from "./show.ts";
import { fineFigures } from "./testing/figures.ts";

const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const minute = 60_000;

type Over = Partial<Omit<Figures, "failingChannels">>;
const judge = (world: World, over: Over = {}) => judgeConditions(world.engine, fineFigures(world.clock.now(), over));
const openNow = async (world: World) => (await listAlerts(world.operator, { state: "open" })).items.map(({ condition }) => condition);

interface Told {
  type: string;
  condition: string;
}
const factsOf = (world: World): Promise<Told[]> =>
  transaction(world.engine, ({ tx }) =>
    tx.rows<Told>("select type, data ->> 'condition' as condition from base.fact where type like 'alert.%' order by seq"),
  );

test("an alert opens after its condition lasted, once, and closes after it was good for as long", async () => {
  const world = await openWorld();
  const down = { runnersUp: 0 };
  await judge(world, down);
  assert.deepEqual(await openNow(world), []);
  world.clock.advance(30_000);
  await judge(world);
  world.clock.advance(30_000);
  await judge(world, down);
  assert.deepEqual(await openNow(world), [], "what was good in between begins anew");
  world.clock.advance(minute);
  await judge(world, down);
  assert.deepEqual(await openNow(world), ["no-runner"]);
  await judge(world, { ...down, waiting: 4 });
  const [alert] = (await listAlerts(world.operator, {})).items;
  assert.match(alert?.text ?? "", /4 wait/, "an open alert says what is so now");
  await judge(world);
  assert.deepEqual(await openNow(world), ["no-runner"], "good for a moment is not over");
  world.clock.advance(minute);
  await judge(world);
  assert.deepEqual(await openNow(world), []);
  assert.deepEqual(await factsOf(world), [
    { type: "alert.opened", condition: "no-runner" },
    { type: "alert.closed", condition: "no-runner" },
  ]);
  const audited = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ verb: string }>("select verb from base.audit where verb like 'alert.%' order by id"),
  );
  assert.deepEqual(audited, [{ verb: "alert.open" }, { verb: "alert.close" }]);
});

test("many who judge at once, also in one another's way, open one alert", async () => {
  const world = await openWorld();
  const full = { disk: { path: "/", freeBytes: 1, totalBytes: 100 } };
  await Promise.all(Array.from({ length: 8 }, () => judge(world, full)));
  await judge(world, full);
  assert.deepEqual(await openNow(world), ["disk"]);
  assert.equal((await factsOf(world)).length, 1);
  const twice = transaction(world.engine, ({ tx }) =>
    tx.run(
      "insert into alerts.alert (id, condition, severity, title, text, fix, opened_at, seen_at) values (gen_random_uuid(), 'disk', 'warning', '', '', '', now(), now())",
    ),
  );
  await assert.rejects(twice, /alert_open/);
});

test("alerts are the operator's: no tenant sees or touches one, by verb or by query", async () => {
  const world = await openWorld();
  await judge(world, { spawnerUp: false });
  world.clock.advance(minute);
  await judge(world, { spawnerUp: false });
  const [alert] = (await listAlerts(world.operator, {})).items;
  const channel = await addChannel(world.operator, {
    name: "Chat",
    settings: { kind: "webhook", url: "https://chat.example/secret-path" },
  });
  const ids = { alertId: takeId("alert", alert?.id ?? ""), channelId: takeId("alertChannel", channel.id) };
  const host = await world.makeHost();
  const customer = await world.makeCustomer(host.liveSideId);
  const publisher = await world.makePublisher(host.hostId);
  for (const ctx of [host.owner, customer.owner, publisher.owner]) {
    await assert.rejects(listAlerts(ctx, {}), code("forbidden"));
    await assert.rejects(getAlert(ctx, ids), code("forbidden"));
    await assert.rejects(listChannels(ctx), code("forbidden"));
    await assert.rejects(removeChannel(ctx, ids), code("forbidden"));
    await assert.rejects(editChannel(ctx, { ...ids, name: "mine" }), code("forbidden"));
    await assert.rejects(addChannel(ctx, { name: "x", settings: { kind: "webhook", url: "https://x.example" } }), code("forbidden"));
    // As if the role were not asked for: the policy stands.
    const engineer: Ctx = { ...ctx, actor: { kind: "engine", name: "test" } };
    assert.deepEqual((await listAlerts(engineer, {})).items, []);
    await assert.rejects(getAlert(engineer, ids), code("not_found"));
    assert.deepEqual((await listChannels(engineer)).items, []);
    await assert.rejects(removeChannel(engineer, ids), code("not_found"));
    assert.equal(await transaction(engineer, ({ tx }) => lockChannel(tx, ids.channelId)), undefined);
    assert.deepEqual(await transaction(engineer, ({ tx }) => tx.rows("select id from trust.secret where owner_kind = 'operator'")), []);
  }
  await assert.rejects(getAlert(world.operator, { alertId: ids.channelId }), code("not_found"));
  assert.throws(() => takeId("alert", showId("run", ids.alertId)), code("not_found"));
});

test("the list goes on by pages, and what closed long ago is forgotten", async () => {
  const world = await openWorld();
  const flap = async (): Promise<void> => {
    await judge(world, { disk: { path: "/", freeBytes: 1, totalBytes: 100 } });
    world.clock.advance(minute);
    await judge(world);
    world.clock.advance(minute);
  };
  for (let times = 0; times < 3; times++) await flap();
  const first = await listAlerts(world.operator, { limit: 2 });
  const second = await listAlerts(world.operator, { limit: 2, after: first.next ?? "" });
  assert.deepEqual([first.items.length, second.items.length, second.next, first.open], [2, 1, null, 0]);
  assert.equal((await listAlerts(world.operator, { state: "closed" })).items.length, 3);
  world.clock.advance(401 * 86_400_000);
  await judge(world, { spawnerUp: true, disk: { path: "/", freeBytes: 1, totalBytes: 100 } });
  await sweepAlerts(world.engine);
  const left = await transaction(world.engine, ({ tx }) => listAlertRows(tx, { state: null, after: null, limit: 10 }));
  assert.deepEqual(
    left.map(({ condition, closedAt }) => [condition, closedAt]),
    [["disk", null]],
  );
});
