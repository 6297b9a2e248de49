import assert from "node:assert/strict";
import { test } from "node:test";
import { readId, showId, type LimitBody } from "@stoa/contract";
import { newId, realClock, StoaError, transaction, type Ctx, type Tx } from "../../../base/index.ts";
import { createMind, dispatchOnce, renewLead } from "../dispatch/dispatch-once.ts";
import { explainWaiting } from "../explain-waiting.ts";
import { completeRuns } from "../queue/complete-runs.ts";
import { openScene } from "../runner/testing.ts";
import { expireWaiting } from "../schedule/keep-history.ts";
import { defaultSettings } from "../settings.ts";
import type { ClaimedRun } from "../states.ts";
import { insertRunner } from "../store/runners.ts";
import { makeCompletion, upstreamFailed } from "../testing.ts";
import { triggerRun } from "../trigger-run.ts";
import { showQueue } from "../show-queue.ts";
import { listLimits } from "./list-limits.ts";
import { removeLimit } from "./remove-limit.ts";
import { setLimit } from "./set-limit.ts";

const scene = await openScene();
const { world, host } = scene;
const engine: Ctx = { ...world.engine, clock: realClock };
const operator: Ctx = { ...world.operator, clock: realClock };
const published = await scene.publish("exit 0");
const other = await world.makeHost();
const stranger: Ctx = { ...other.owner, clock: realClock };
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const sql = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transaction(engine, ({ tx }) => work(tx));
const limitIdOf = (id: string): string => readId("limit", id) ?? assert.fail();
await sql((tx) => insertRunner(tx, { id: newId(realClock), place: "limits", workSlots: 50, probeSlots: 5, about: {}, leaseMs: 600_000 }));

const mind = createMind(newId(realClock));
async function dispatch(): Promise<ClaimedRun[]> {
  await renewLead(engine, mind, 600_000);
  // Nobody tells it here who came: a look at all that wait is due each time, however long the last one took.
  for (const lane of mind.lanes) lane.scannedAt = Number.NEGATIVE_INFINITY;
  return dispatchOnce(engine, mind);
}

/** A customer with so many installations, each with a run that waits. */
async function makeBusy(count: number, of = published) {
  const customer = await scene.makeCustomer();
  const subject = showId("customer", customer.customerId);
  const runs: string[] = [];
  const installations: string[] = [];
  for (let index = 0; index < count; index++) {
    const installationId = await scene.install(customer.owner, of);
    installations.push(installationId);
    runs.push((await triggerRun(customer.owner, { installationId })).runId);
  }
  return { ...customer, subject, installations, runs };
}

const complete = (runs: readonly ClaimedRun[], over = {}) =>
  completeRuns(
    engine,
    runs.map((run) => makeCompletion(realClock, run, over)),
    defaultSettings,
  );

test("operator and host set limits, each its own; nobody sets or sees another's", async () => {
  const { customerId, subject, owner, viewer } = await makeBusy(0);
  const body: LimitBody = { kind: "customer", subject, atOnce: 2, weight: 3 };
  const byHost = await setLimit(host.owner, body);
  const byOperator = await setLimit(operator, { kind: "customer", subject, perMinute: 60 });
  assert.deepEqual([byHost.setBy, byHost.atOnce, byHost.weight, byOperator.setBy, byOperator.perMinute], ["host", 2, 3, "operator", 60]);
  const again = await setLimit(host.owner, { kind: "customer", subject, atOnce: 4 });
  assert.deepEqual([again.id, again.atOnce, again.weight], [byHost.id, 4, null]);
  const ids = async (ctx: Ctx): Promise<string[]> =>
    (await listLimits(ctx)).items.filter((item) => item.subject === subject).map((item) => item.id);
  for (const ctx of [operator, host.owner, owner, viewer]) assert.deepEqual(new Set(await ids(ctx)), new Set([byHost.id, byOperator.id]));
  assert.deepEqual(await ids(stranger), []);
  await assert.rejects(setLimit(owner, body), code("forbidden"));
  await assert.rejects(setLimit(stranger, body), code("not_found"));
  await assert.rejects(setLimit(host.owner, { kind: "host", subject: showId("host", host.hostId), atOnce: 1 }), code("forbidden"));
  await assert.rejects(
    setLimit(stranger, { kind: "integration", subject: showId("integration", published.integrationId), atOnce: 1 }),
    code("not_found"),
  );
  await assert.rejects(removeLimit(stranger, { limitId: limitIdOf(byHost.id) }), code("not_found"));
  await assert.rejects(removeLimit(host.owner, { limitId: limitIdOf(byOperator.id) }), code("not_found"));
  await removeLimit(host.owner, { limitId: limitIdOf(byHost.id) });
  assert.deepEqual(await ids(operator), [byOperator.id]);
  const verbs = await sql((tx) =>
    tx.rows<{ verb: string }>("select verb from base.audit where customer_id = $1 and verb like 'limit.%' order by id", [customerId]),
  );
  assert.deepEqual(
    verbs.map((row) => row.verb),
    ["limit.set", "limit.set", "limit.set", "limit.remove"],
  );
  await removeLimit(operator, { limitId: limitIdOf(byOperator.id) });
});

test("the policy holds a limit back from another host, whatever a statement asks", async () => {
  const { subject } = await makeBusy(0);
  const set = await setLimit(host.owner, { kind: "customer", subject, atOnce: 2 });
  const seen = (ctx: Ctx) => transaction(ctx, ({ tx }) => tx.rows("select id from runs.queue_limit where id = $1", [limitIdOf(set.id)]));
  assert.deepEqual([(await seen(host.owner)).length, (await seen(stranger)).length], [1, 0]);
  assert.equal(await transaction(stranger, ({ tx }) => tx.run("delete from runs.queue_limit")), 0);
  const own = { kind: "plan" as const, plan: "gold", sideId: showId("side", host.liveSideId), atOnce: 1 };
  await setLimit(operator, own);
  assert.equal(await transaction(host.owner, ({ tx }) => tx.run("update runs.queue_limit set at_once = 9 where set_by = 'operator'")), 0);
});

test("what says nothing, or says it of the wrong thing, is refused with what to do", async () => {
  const { subject } = await makeBusy(0);
  await assert.rejects(setLimit(operator, { kind: "customer", subject }), code("invalid_input"));
  await assert.rejects(setLimit(operator, { kind: "host", subject: showId("host", host.hostId), weight: 2 }), code("invalid_input"));
  await assert.rejects(setLimit(operator, { kind: "plan", plan: "gold", atOnce: 2 }), code("invalid_input"));
  await assert.rejects(setLimit(operator, { kind: "account", atOnce: 2 }), code("invalid_input"));
});

test("a cap holds from the next claim on, is the reason told, and gives way when it is removed", async () => {
  const busy = await makeBusy(4);
  const set = await setLimit(host.owner, { kind: "customer", subject: busy.subject, atOnce: 2 });
  const claims = await dispatch();
  assert.equal(claims.length, 2);
  const left = busy.runs.find((runId) => !claims.some((claim) => claim.runId === runId)) ?? assert.fail();
  const why = await explainWaiting(busy.owner, { runId: left });
  assert.equal(why.reason, "limit");
  assert.match(why.sentence, /^Your account may run 2 at a time by a limit of its host, and 2 are under way/);
  assert.deepEqual((await listLimits(busy.owner)).items[0]?.use, { running: 2, waiting: 2 });
  assert.deepEqual(await dispatch(), []);
  assert.equal((await showQueue(operator)).oldestReadyAt, null, "what its own limit holds back could not have begun");
  const other = await makeBusy(1);
  const free = await showQueue(operator);
  assert.ok(free.oldestReadyAt !== null && free.waiting === 3, JSON.stringify(free));
  await complete(await dispatch());
  assert.equal(other.runs.length, 1);
  const [first, ...rest] = claims;
  await complete(first ? [first] : []);
  const [next] = await dispatch();
  assert.ok(next && busy.runs.includes(next.runId));
  await removeLimit(host.owner, { limitId: limitIdOf(set.id) });
  const last = await dispatch();
  assert.equal(last.length, 1);
  await complete([...rest, next, ...last]);
});

test("a plan's cap holds for each customer on it; an integration's for all its runs on the side", async () => {
  const narrow = await scene.publish("exit 0");
  const [one, two] = [await makeBusy(3), await makeBusy(3, narrow)];
  await setLimit(host.owner, { kind: "plan", plan: "small", atOnce: 1 });
  await setLimit(host.owner, { kind: "customer", subject: one.subject, plan: "small" });
  await setLimit(host.owner, { kind: "integration", subject: showId("integration", narrow.integrationId), atOnce: 2 });
  const claims = await dispatch();
  const of = (customerId: string): number => claims.filter((claim) => claim.customerId === customerId).length;
  assert.deepEqual([of(one.customerId), of(two.customerId)], [1, 2]);
  for (let round = 0, held = claims; held.length > 0 && round < 10; round++) {
    await complete(held);
    held = await dispatch();
  }
});

test("a rate goes on where the leader before left it, and the wait is told with its time", async () => {
  const busy = await makeBusy(3);
  await setLimit(operator, { kind: "customer", subject: busy.subject, perMinute: 1 });
  const [first, ...more] = await dispatch();
  assert.equal(more.length, 0);
  const next = createMind(newId(realClock));
  await sql((tx) => tx.run("update runs.leader set lease_until = '-infinity'"));
  await renewLead(engine, next, 600_000);
  assert.deepEqual(await dispatchOnce(engine, next), [], "a new leader gives no new minute");
  const left = busy.runs.find((runId) => runId !== first?.runId) ?? assert.fail();
  const why = await explainWaiting(busy.owner, { runId: left });
  assert.equal(why.reason, "rate");
  const inMs = Date.parse(why.until ?? "") - realClock.now();
  assert.ok(inMs > 20_000 && inMs <= 60_000, `${inMs} ms`);
  await sql((tx) => tx.run("update runs.leader set lease_until = '-infinity'"));
  await complete(first ? [first] : []);
  const [limit] = (await listLimits(busy.owner)).items;
  await removeLimit(operator, { limitId: limitIdOf(limit?.id ?? "") });
  await complete(await dispatch());
});

test("too many waiting are refused by the name of who limits; what waits past its time ends with its own verdict", async () => {
  const busy = await makeBusy(1);
  const [installationId = ""] = busy.installations;
  await setLimit(host.owner, { kind: "customer", subject: busy.subject, waiting: 2, waitMinutes: 5, atOnce: 0 });
  await triggerRun(busy.owner, { installationId });
  await assert.rejects(
    triggerRun(busy.owner, { installationId }),
    (error: unknown) => code("rate_limited")(error) && (error as Error).message.startsWith("2 runs of this customer already wait"),
  );
  assert.deepEqual(await dispatch(), []);
  assert.equal((await explainWaiting(busy.owner, { runId: busy.runs[0] ?? "" })).reason, "limit");
  assert.equal(await expireWaiting(engine, defaultSettings), 0);
  const later: Ctx = { ...engine, clock: { ...realClock, now: () => realClock.now() + 6 * 60_000 } };
  assert.equal(await expireWaiting(later, defaultSettings), 2);
  const ended = await sql((tx) =>
    tx.rows<{ rule: string; sentence: string }>("select rule, sentence from runs.run where customer_id = $1", [busy.customerId]),
  );
  assert.deepEqual(
    ended.map((row) => row.rule),
    ["waited-too-long", "waited-too-long"],
  );
  assert.match(ended[0]?.sentence ?? "", /waited for 5 minutes .* its host lets/);
});

test("an account that was asked too often cools down as long as the service said; others go on", async () => {
  const busy = await makeBusy(2);
  const claims = await dispatch();
  assert.equal(claims.length, 2);
  const [asked = assert.fail(), calm = assert.fail()] = claims;
  const evidence = { stream: "stderr" as const, line: 1, text: "HTTP 429 Too Many Requests, Retry-After: 90" };
  await complete([asked], { verdict: { ...upstreamFailed, evidence }, retry: { attempts: 1, on: [] } });
  await complete([calm]);
  const again = await triggerRun(busy.owner, { installationId: asked.installationId });
  const free = await triggerRun(busy.owner, { installationId: calm.installationId });
  const why = await explainWaiting(busy.owner, again);
  assert.equal(why.reason, "cooling");
  const inMs = Date.parse(why.until ?? "") - realClock.now();
  assert.ok(inMs > 60_000 && inMs <= 90_000, `${inMs} ms`);
  const next = await dispatch();
  assert.deepEqual(
    next.map((run) => run.runId),
    [free.runId],
  );
  await complete(next);
  const probe = await triggerRun(busy.owner, { installationId: asked.installationId, mode: "check" });
  const checks = await dispatch();
  assert.ok(
    checks.some((run) => run.runId === probe.runId),
    "a person's question does not wait",
  );
  await complete(checks);
});
