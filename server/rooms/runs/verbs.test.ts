import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { newId, realClock, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { LiveLogs, LogWriter } from "../../base/logs/index.ts";
import { hearFacts } from "../../testing/index.ts";
import { configureInstallation, pauseInstallation, resumeInstallation, uninstall } from "../installs/index.ts";
import { cancelRun } from "./cancel-run.ts";
import { countRunDays } from "./count-days.ts";
import { createMind, dispatchOnce, renewLead, type DispatchMind } from "./dispatch/dispatch-once.ts";
import { explainWaiting } from "./explain-waiting.ts";
import { getRun } from "./get-run.ts";
import { listRuns } from "./list-runs.ts";
import { completeRuns, type Completion } from "./queue/complete-runs.ts";
import { collectLogs } from "./collect/collect-logs.ts";
import { downloadRunLog } from "./log/download-run-log.ts";
import { followRunLog } from "./log/follow-run-log.ts";
import { readRunLog } from "./log/read-run-log.ts";
import { searchRunLog } from "./log/search-run-log.ts";
import { getHook } from "./get-hook.ts";
import { receiveDelivery } from "./receive-delivery.ts";
import { rotateHook } from "./rotate-hook.ts";
import { rerunRun } from "./rerun-run.ts";
import { logPrefix } from "./runner/make-spec.ts";
import { openScene, type Published } from "./runner/testing.ts";
import { followInstallations } from "./schedule/keep-schedules.ts";
import { showSchedule } from "./schedule/show-schedule.ts";
import { defaultSettings } from "./settings.ts";
import { showQueue } from "./show-queue.ts";
import { showRunners } from "./show-runners.ts";
import type { ClaimedRun } from "./states.ts";
import { insertRunner } from "./store/runners.ts";
import { makeCompletion, upstreamFailed } from "./testing.ts";
import { triggerRun } from "./trigger-run.ts";

const scene = await openScene();
const { world } = scene;
const engine: Ctx = { ...world.engine, clock: realClock };
const operator: Ctx = { ...world.operator, clock: realClock };
const published = await scene.publish("exit 0");
const one = await scene.makeCustomer();
const other = await scene.makeCustomer();
const deps = { blobs: scene.blobs, live: new LiveLogs() };
const mind: DispatchMind = createMind(newId(realClock));
const runnerId = newId(realClock);
await transaction(engine, ({ tx }) =>
  insertRunner(tx, { id: runnerId, place: "verbs", workSlots: 100, probeSlots: 100, about: {}, leaseMs: 600_000 }),
);

const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const makeInstallation = (of: Published = published, more: object = {}): Promise<string> => scene.install(one.owner, of, {}, more);

/** Claims what waits and ends the run given; the rest stays with the runner. */
async function work(runId: string, over: Partial<Completion> = {}): Promise<ClaimedRun> {
  await renewLead(engine, mind, 600_000);
  const claims = await dispatchOnce(engine, mind);
  const run = claims.find((claim) => claim.runId === runId) ?? assert.fail("the run was not claimed");
  await completeRuns(engine, [makeCompletion(realClock, run, over)], defaultSettings);
  return run;
}

test("trigger: only those who may, only their own, only what can run", async () => {
  const installationId = await makeInstallation();
  const { runId } = await triggerRun(one.owner, { installationId, body: "hello" });
  const audits = await transaction(engine, ({ tx }) =>
    tx.rows<{ verb: string }>("select verb from base.audit where subject = $1", [runId]),
  );
  assert.deepEqual(audits, [{ verb: "run.trigger" }]);
  await assert.rejects(triggerRun(one.viewer, { installationId }), code("forbidden"));
  await assert.rejects(triggerRun(other.owner, { installationId }), code("not_found"));
  await assert.rejects(triggerRun(published.publisher, { installationId }), code("forbidden"));
  await triggerRun(scene.host.owner, { installationId });
  await pauseInstallation(one.owner, { installationId, operationId: "pause-one-x" });
  await assert.rejects(triggerRun(one.owner, { installationId }), code("conflict"));
  assert.ok((await triggerRun(one.owner, { installationId, mode: "check" })).runId);
});

test("trigger: a full queue is refused with the limit named", async () => {
  const customer = await scene.makeCustomer();
  const installationId = await scene.install(customer.owner, published);
  const settings = { ...defaultSettings, queueLimitPerCustomer: 3 };
  for (let index = 0; index < 3; index++) await triggerRun(customer.owner, { installationId }, settings);
  await assert.rejects(
    triggerRun(customer.owner, { installationId }, settings),
    (error: unknown) => code("rate_limited")(error) && /3 runs of this customer/.test(String(error)),
  );
});

test("lists and pages: each scope sees its own, filters hold, open and ended ones stand in one order", async () => {
  const mine = await scene.publish("exit 0");
  const customer = await scene.makeCustomer();
  const installationId = await scene.install(customer.owner, mine);
  const runs: string[] = [];
  for (let index = 0; index < 5; index++) runs.push((await triggerRun(customer.owner, { installationId })).runId);
  await work(runs[0] ?? "", {
    verdict: upstreamFailed,
    retry: { attempts: 1, on: [] },
    failedItems: [{ item: "row 7", reason: "no mail" }],
    failedTotal: 1,
  });
  const seen = await listRuns(customer.owner, { limit: 2 });
  assert.deepEqual(
    seen.items.map((item) => item.id),
    [runs[4], runs[3]].map((id) => showId("run", id ?? "")),
  );
  const next = await listRuns(customer.owner, { limit: 10, after: seen.next ?? "" });
  assert.deepEqual(
    next.items.map((item) => item.state),
    ["queued", "queued", "failed"],
  );
  for (const [ctx, count] of [
    [mine.publisher, 5],
    [scene.host.owner, 5],
    [operator, 5],
    [other.owner, 0],
  ] as const) {
    const page = await listRuns(ctx, { integrationId: showId("integration", mine.integrationId) });
    assert.equal(page.items.length, count);
  }
  assert.equal((await listRuns(mine.publisher, {})).items[0]?.customer.name, null);
  assert.notEqual((await listRuns(operator, { integrationId: showId("integration", mine.integrationId) })).items[0]?.customer.name, null);
  const failed = await listRuns(customer.owner, { state: "failed", class: "upstream", q: "did not answer" });
  assert.equal(failed.items.length, 1);
  assert.equal((await listRuns(customer.owner, { q: showId("run", runs[2] ?? "") })).items.length, 1);
  assert.equal((await listRuns(customer.owner, { q: "nothing like it" })).items.length, 0);
  assert.equal((await listRuns(customer.owner, { to: "2020-01-01T00:00:00Z" })).items.length, 0);
  const { runId: asked } = await triggerRun(customer.owner, { installationId, mode: "options" });
  const ids = async (query: object) => (await listRuns(customer.owner, query)).items.map(({ id }) => id);
  assert.deepEqual(
    [(await ids({}))[0], (await ids({ without: "options" })).length, await ids({ without: "run" })],
    [showId("run", asked), 5, [showId("run", asked)]],
    "a form that reads its choices is left out where that is asked for",
  );
  const days = await countRunDays(customer.owner, { days: 2 });
  assert.deepEqual(days.days.at(-1)?.classes, { upstream: 1 });
});

/** Of a run whose logs are not shared. */
async function seesNoData(host: Ctx, runId: string): Promise<void> {
  await assert.rejects(readRunLog(host, { runId, from: 0, limit: 10 }, deps), code("forbidden"));
  const { log, after, failedItems } = await getRun(host, { runId });
  assert.deepEqual([log.visible, after?.value, failedItems.length], [false, undefined, 0]);
}

test("a run's page: verdict, attempts, items; state and log only for those who may see them", async () => {
  const installationId = await makeInstallation(published, { shareLogs: false });
  const { runId } = await triggerRun(one.owner, { installationId });
  await renewLead(engine, mind, 600_000);
  const run = (await dispatchOnce(engine, mind)).find((claim) => claim.runId === runId) ?? assert.fail();
  const writer = new LogWriter({ blobs: scene.blobs, prefix: logPrefix(run, 1), clock: realClock, onChunk: async () => true });
  void writer.write("stdout", Buffer.from("first line\nSecond LINE\n"));
  const log = await writer.seal();
  const state = { form: "json" as const, value: '{"at":1}', blobKey: null, bytes: 8 };
  const evidence = { stream: "stdout" as const, line: 2, text: "Second LINE" };
  const verdict = { ...upstreamFailed, evidence };
  await completeRuns(
    engine,
    [
      makeCompletion(realClock, run, {
        verdict,
        evidenceLine: 1,
        retry: { attempts: 1, on: [] },
        log,
        states: { sync: state },
        failedItems: [{ item: "a", reason: "b" }],
        failedTotal: 1,
      }),
    ],
    defaultSettings,
  );
  const page = await getRun(one.owner, { runId });
  assert.deepEqual([page.state, page.verdict?.evidence?.logLine, page.attemptList.length, page.failedItems.length], ["failed", 1, 1, 1]);
  assert.deepEqual(page.after?.value, { at: 1 });
  const outside = await getRun(published.publisher, { runId });
  assert.deepEqual(
    [outside.verdict?.sentence, outside.verdict?.evidence, outside.after?.value, outside.failedItems.length, outside.log.visible],
    [upstreamFailed.sentence, null, undefined, 0, false],
  );
  assert.deepEqual((await readRunLog(one.viewer, { runId, from: 0, limit: 1 }, deps)).next, 1);
  assert.equal((await searchRunLog(one.viewer, { runId, text: "second line", limit: 10 }, deps)).count, 1);
  await assert.rejects(readRunLog(published.publisher, { runId, from: 0, limit: 10 }, deps), code("forbidden"));
  await seesNoData(scene.host.owner, runId);
  await assert.rejects(downloadRunLog(other.owner, { runId }, deps), code("not_found"));
  await assert.rejects(getRun(other.owner, { runId }), code("not_found"));
  await configureInstallation(one.owner, { installationId, operationId: "share-logs-1", shareLogs: true });
  assert.equal((await readRunLog(published.publisher, { runId, from: 0, limit: 10 }, deps)).lines.length, 2);
  assert.equal((await readRunLog(scene.host.owner, { runId, from: 0, limit: 10 }, deps)).lines.length, 2);
  await collectLogs(engine, deps.blobs, { days: 0, bytes: 0 });
  const gone = await readRunLog(one.viewer, { runId, from: 0, limit: 10 }, deps);
  assert.deepEqual([gone.lines.length, gone.lines[0]?.stream, gone.next], [1, "stoa", null]);
  const said = gone.lines[0]?.text ?? "";
  assert.match(said, /^The 2 lines of this log are no longer kept: collected on \d{4}-\d\d-\d\d, by the time and room/);
  const { bytes } = await downloadRunLog(one.viewer, { runId }, deps);
  assert.equal(Buffer.concat(await Array.fromAsync(bytes)).toString(), `${said}\n`);
  const { signal } = new AbortController();
  const followed = await Array.fromAsync(await followRunLog(one.viewer, { runId, from: 0, signal }, deps));
  assert.deepEqual(
    followed.map((line) => (JSON.parse(line) as { text: string }).text),
    [said],
  );
  await assert.rejects(followRunLog(other.owner, { runId, from: 0, signal }, deps), code("not_found"));
});

test("cancel: own runs only, by those who may; twice is a conflict", async () => {
  const installationId = await makeInstallation();
  const { runId } = await triggerRun(one.owner, { installationId });
  await assert.rejects(cancelRun(one.viewer, { runId }), code("forbidden"));
  await assert.rejects(cancelRun(other.owner, { runId }), code("not_found"));
  assert.deepEqual(await cancelRun(one.owner, { runId }), { state: "ended" });
  await assert.rejects(cancelRun(one.owner, { runId }), code("conflict"));
});

test("rerun: with the config it had, a given one, never a given secret", async () => {
  const installationId = await makeInstallation();
  const { runId } = await triggerRun(one.owner, { installationId });
  await assert.rejects(rerunRun(one.owner, { runId, config: "current", state: "current" }), code("not_found"), "not before it has ended");
  await transaction(engine, ({ tx }) =>
    tx.run(
      `insert into runs.config_snapshot select installation_id, 'abc', side_id, customer_id, publisher_id, '{"a":1,"key":{"$secret":"x"}}' from runs.ready where run_id = $1`,
      [runId],
    ),
  );
  await work(runId, { configDigest: "abc" });
  const again = await rerunRun(one.owner, { runId, config: { given: { a: 2 } }, state: { given: { from: 3 } } });
  const input = await transaction(engine, ({ tx }) =>
    tx.row("select config, state_value, save_state from runs.run_input where run_id = $1", [again.runId]),
  );
  assert.deepEqual(input, { config: { a: 2, key: { $secret: "x" } }, state_value: '{"from":3}', save_state: false });
  await assert.rejects(rerunRun(one.owner, { runId, config: { given: { key: "plain" } }, state: "current" }), code("refused"));
  await assert.rejects(rerunRun(one.viewer, { runId, config: "current", state: "current" }), code("forbidden"));
  await assert.rejects(rerunRun(other.owner, { runId, config: "current", state: "current" }), code("not_found"));
});

test("webhooks: token or signature, both fresh after a rotation; size and strangers refused", async () => {
  const installationId = await makeInstallation();
  await assert.rejects(rotateHook(one.viewer, { installationId }), code("forbidden"));
  await assert.rejects(rotateHook(other.owner, { installationId }), code("not_found"));
  assert.equal((await getHook(one.owner, { installationId })).rotatedAt, null);
  const { token: first } = await rotateHook(one.owner, { installationId });
  const { token } = await rotateHook(one.owner, { installationId });
  const send = (headers: Record<string, string>, body = Buffer.from("{}")) => receiveDelivery(engine, { installationId, headers, body });
  const signed = (key: string, at = Math.floor(Date.now() / 1_000)): Record<string, string> => {
    const signature = createHmac("sha256", Buffer.from(key.slice(6), "base64"))
      .update(`m1.${at}.{}`)
      .digest("base64");
    return { "webhook-id": "m1", "webhook-timestamp": String(at), "webhook-signature": `v1,${signature}` };
  };
  await assert.rejects(send({ "x-stoa-token": first }), code("unauthenticated"));
  await assert.rejects(send(signed(first)), code("unauthenticated"));
  await assert.rejects(send(signed(token, Math.floor(Date.now() / 1_000) - 1_000)), code("unauthenticated"));
  await assert.rejects(send({}), code("unauthenticated"));
  const { runId } = await send(signed(token));
  assert.equal((await send({ "x-stoa-token": token, "x-custom": "seen", "x-api-key": "hidden" })).runId, runId);
  const headers = await transaction(engine, ({ tx }) =>
    tx.rows<{ headers: object }>("select headers from runs.delivery where run_id = $1 order by id", [runId]),
  );
  assert.deepEqual(headers[1]?.headers, { "x-custom": "seen" });
  const atOnce = await Promise.all(Array.from({ length: 4 }, () => send({ "x-stoa-token": token, "webhook-id": "sent at once" })));
  assert.deepEqual([new Set(atOnce.map(({ runId }) => runId)).size, atOnce.filter(({ repeated }) => !repeated).length], [1, 1]);
  await assert.rejects(send({ "x-stoa-token": token }, Buffer.alloc(1_048_577)), code("too_large"));
});

test("webhook bodies over the bundle's bound make the next run", async () => {
  const installationId = await makeInstallation();
  const { token } = await rotateHook(one.owner, { installationId });
  const settings = { ...defaultSettings, bundleCount: 3, bundleBytes: 1_000 };
  const send = (bytes: number) =>
    receiveDelivery(engine, { installationId, headers: { "x-stoa-token": token }, body: Buffer.alloc(bytes) }, settings);
  const runs: string[] = [];
  for (let index = 0; index < 5; index++) runs.push((await send(10)).runId);
  assert.deepEqual(
    runs.map((id) => runs.indexOf(id)),
    [0, 0, 0, 3, 3],
  );
  assert.notEqual((await send(995)).runId, runs[4]);
});

test("why a run waits, in one sentence", async () => {
  const installationId = await makeInstallation();
  const first = await triggerRun(one.owner, { installationId });
  const second = await triggerRun(one.owner, { installationId });
  assert.equal((await explainWaiting(one.owner, first)).reason, "due-soon");
  assert.deepEqual(
    [(await explainWaiting(one.owner, second)).reason, (await explainWaiting(one.owner, second)).sentence],
    ["one-at-a-time", "An installation runs one at a time: another run of this installation comes first."],
  );
  await work(first.runId, { verdict: upstreamFailed });
  const retry = await explainWaiting(one.owner, first);
  assert.ok(retry.reason === "retry" && retry.until !== null && /upstream/.test(retry.sentence));
  await pauseInstallation(one.owner, { installationId, operationId: "pause-waiting" });
  await hearFacts(engine, followInstallations);
  assert.equal((await explainWaiting(one.owner, second)).reason, "paused");
  await transaction(engine, ({ tx }) => tx.run("update runs.runner set state = 'draining' where id = $1", [runnerId]));
  await resumeInstallation(one.owner, { installationId, operationId: "resume-waiting" });
  await hearFacts(engine, followInstallations);
  const reasons = [(await explainWaiting(one.owner, first)).reason, (await explainWaiting(one.owner, second)).reason];
  assert.ok(reasons.includes("one-at-a-time"), reasons.join());
  const probe = await triggerRun(one.owner, { installationId, mode: "check" });
  assert.equal((await explainWaiting(one.owner, probe)).reason, "no-runner");
  await transaction(engine, ({ tx }) => tx.run("update runs.runner set state = 'up' where id = $1", [runnerId]));
  await assert.rejects(explainWaiting(other.owner, probe), code("not_found"));
});

test("schedules follow the installation: made, changed, paused, gone with it; what waits ends too", async () => {
  const installationId = await makeInstallation(published, { schedule: "*/15 * * * *", zone: "Europe/Berlin" });
  const row = () =>
    transaction(engine, ({ tx }) =>
      tx.row<{ active: boolean; cron: string; fire_at: number; next_due: number }>(
        "select * from runs.schedule where installation_id = $1",
        [installationId],
      ),
    );
  const made = await row();
  assert.ok(made?.active && made.fire_at >= made.next_due && made.fire_at < made.next_due + 60_000);
  assert.equal((await showSchedule(one.viewer, { installationId })).next.length, 5);
  await configureInstallation(one.owner, { installationId, operationId: "hourly-schedule", schedule: "0 * * * *" });
  await pauseInstallation(one.owner, { installationId, operationId: "pause-schedule" });
  await hearFacts(engine, followInstallations);
  assert.deepEqual([(await row())?.cron, (await row())?.active], ["0 * * * *", false]);
  await resumeInstallation(one.owner, { installationId, operationId: "resume-schedule" });
  const { runId } = await triggerRun(one.owner, { installationId });
  await rotateHook(one.owner, { installationId });
  await uninstall(one.owner, { installationId, operationId: "uninstall-schedule" });
  await hearFacts(engine, followInstallations);
  assert.equal(await row(), undefined);
  assert.equal((await getRun(one.owner, { runId })).verdict?.rule, "removed");
});

test("the operator sees queue and runners, nobody else does", async () => {
  assert.ok((await showQueue(operator)).reasons.length > 0);
  assert.equal((await showRunners(operator)).items[0]?.place, "verbs");
  await assert.rejects(showQueue(one.owner), code("forbidden"));
  await assert.rejects(showRunners(scene.host.owner), code("forbidden"));
});

test("row-level security holds where a statement forgets its tenant", async () => {
  const installationId = await makeInstallation();
  await triggerRun(one.owner, { installationId });
  const count = async (ctx: Ctx, table: string): Promise<number> =>
    (
      await transaction(ctx, ({ tx }) =>
        tx.row<{ n: number }>(`select count(*)::int as n from runs.${table} where installation_id = $1`, [installationId]),
      )
    )?.n ?? -1;
  assert.equal(await count(one.owner, "ready"), 1);
  assert.equal(await count(other.owner, "ready"), 0);
  await assert.rejects(
    transaction(one.owner, ({ tx }) => tx.rows("select * from runs.runner")),
    code("forbidden"),
  );
});
