import assert from "node:assert/strict";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { realClock, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { LiveLogs } from "../../../base/logs/index.ts";
import { putIntegrationSecret } from "../../builds/index.ts";
import { eraseDue, eraseInstallation, exportArchive, uninstall } from "../../installs/index.ts";
import { cancelRun } from "../cancel-run.ts";
import { keepRuns } from "../keep-runs.ts";
import { getRun } from "../get-run.ts";
import { listRuns } from "../list-runs.ts";
import { readRunLog } from "../log/read-run-log.ts";
import { exportFolder } from "../export-folder.ts";
import { exportRuns } from "../export-runs.ts";
import { receiveDelivery } from "../receive-delivery.ts";
import { rotateHook } from "../rotate-hook.ts";
import { rerunRun } from "../rerun-run.ts";
import { retryItems } from "../retry-items.ts";
import { triggerRun } from "../trigger-run.ts";
import { readZip } from "../../../base/zip/testing/read-zip.ts";
import { openRunWorld, rowsOf, until } from "./testing.ts";

const place = await openRunWorld({ retryBaseMs: 200, killGraceMs: 500 });
const { world } = place;
const disk = { isFull: false };
await place.startRunner({ disk });
await place.startScheduler();

const makeCustomer = async (): Promise<Ctx> => (await place.makeCustomer()).owner;

interface Ended {
  outcome: string;
  failure_class: string | null;
  rule: string;
  sentence: string;
  attempts: number;
  result: string | null;
  created: number;
  state_before: number | null;
  state_after: number | null;
  trigger_count: number;
  cpu_us: number;
  wall_ms: number;
}

async function ended(runId: string): Promise<Ended> {
  for (let tries = 0; tries < 1_200; tries++) {
    const row = await transaction(world.engine, ({ tx }) => tx.row<Ended>("select * from runs.run where id = $1", [runId]));
    if (row) return row;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`run ${runId} did not end`);
}

const stateOf = (installationId: string) =>
  transaction(world.engine, ({ tx }) =>
    tx.row<{ value: string; version: number }>(
      "select value, version from runs.state where installation_id = $1 and channel = 'sync' order by version desc limit 1",
      [installationId],
    ),
  );

test("failed items are done again alone, once more by the program itself; the state stays", async () => {
  const program = `if [ -n "$STOA_RETRY_ITEMS" ]; then echo "result {\\"again\\":$(cat $STOA_RETRY_ITEMS)}" >&3; echo 'count updated 1' >&3; else
    echo 'failed {"item":"order 12","reason":"no address"}' >&3; echo 'failed {"item":"order 13","reason":"no name"}' >&3; fi; echo 'state {"to":1}' >&3`;
  const published = await place.publish(program, { retryItems: true });
  const { owner: customer, viewer } = await place.makeCustomer();
  const installationId = await place.install(customer, published);
  const { runId } = await triggerRun(customer, { installationId });
  assert.equal((await ended(runId)).rule, "failed-items");
  const shown = await getRun(customer, { runId });
  assert.deepEqual([shown.canRetryItems, shown.failedItems.length, shown.onlyItems], [true, 2, null]);
  const before = (await stateOf(installationId))?.version;
  const press = { runId, items: ["order 13"], operationId: "press-0001" };
  const again = await retryItems(customer, press);
  assert.deepEqual(await retryItems(customer, press), again, "an answer that was lost is asked for again");
  const { result, outcome, sentence } = await ended(again.runId);
  assert.deepEqual([outcome, sentence, result], ["succeeded", "Done: 1 updated.", '{"again":["order 13"]}']);
  assert.equal((await stateOf(installationId))?.version, before);
  assert.deepEqual([(await getRun(customer, again)).onlyItems, (await getRun(customer, again)).rerunOf], [1, shown.id]);
  assert.equal((await getRun(customer, { runId })).mendedBy, null, "one of two was done again");
  const told = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ partial: boolean }>(
      "select coalesce((data ->> 'partial')::boolean, false) as partial from base.fact where type = 'run.finished' and subject = any($1) order by subject",
      [[runId, again.runId]],
    ),
  );
  assert.deepEqual(
    told.map(({ partial }) => partial),
    [false, true],
    "what only some items tell is told as such",
  );
  const both = await Promise.allSettled([retryItems(customer, { runId }), retryItems(customer, { runId })]);
  const [all = assert.fail(), ...more] = both.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const refusal = both.find((one) => one.status === "rejected")?.reason as StoaError | undefined;
  assert.deepEqual([more.length, refusal?.code], [0, "conflict"], "asked for twice, done once");
  assert.equal((await ended(all.runId)).result, '{"again":["order 12","order 13"]}');
  const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
  await assert.rejects(retryItems(customer, { runId, items: ["order 99"] }), code("invalid_input"));
  await assert.rejects(retryItems(customer, { runId: again.runId }), code("invalid_input"), "nothing failed");
  await assert.rejects(retryItems(viewer, { runId }), code("forbidden"));
  await assert.rejects(retryItems(await makeCustomer(), { runId }), code("not_found"));
  const cannot = await place.install(customer, await place.publish(program));
  const { runId: other } = await triggerRun(customer, { installationId: cannot });
  await ended(other);
  assert.equal((await getRun(customer, { runId: other })).canRetryItems, false);
  await assert.rejects(retryItems(customer, { runId: other }), code("refused"));
});

test("a program runs: config, secret, counts, state, result, usage; the secret is nowhere", async () => {
  const program = `echo "folder is $STOA_CFG_FOLDER"; echo "key $STOA_SECRET_API_KEY"; echo 'count created 3' >&3
    echo "state {\\"cursor\\":\\"7\\",\\"k\\":\\"$STOA_SECRET_API_KEY\\"}" >&3; echo 'result {"done":true}' >&3
    echo "say Took 3 with $STOA_SECRET_API_KEY." >&3`;
  const published = await place.publish(program);
  const customer = await makeCustomer();
  const installationId = await place.install(customer, published, { folder: "in", api_key: "canary-secret-value" });
  const { runId } = await triggerRun(customer, { installationId });
  const run = await ended(runId);
  assert.equal(run.outcome, "succeeded", run.sentence);
  assert.deepEqual([run.created, run.result, run.attempts, run.state_after], [3, '{"done":true}', 1, 1]);
  assert.ok(run.cpu_us > 0 && run.wall_ms > 0);
  assert.match(run.sentence, /^“Took 3 with •••\.”$/);
  const told = await getRun(published.publisher, { runId });
  assert.deepEqual([told.sentence, told.verdict?.sentence, told.attemptList[0]?.sentence], ["Done.", "Done.", "Done."]);
  const { items } = await listRuns(published.publisher, {});
  assert.equal(items.find(({ id }) => id === showId("run", runId))?.sentence, "Done.");
  assert.equal((await listRuns(customer, {})).items[0]?.sentence, run.sentence);
  const state = await stateOf(installationId);
  assert.equal(JSON.parse(state?.value ?? "{}").cursor, "7");
  assert.ok(!state?.value.includes("canary"));
  const second = await triggerRun(customer, { installationId });
  assert.equal((await ended(second.runId)).state_before, 1);
});

test("upstream trouble is tried again with backoff, and its checkpoint carries over", async () => {
  const program = `if grep -q cursor $STOA_STATE_FILE; then exit 0; fi; echo 'state {"cursor":1}' >&3
    echo "HTTPSConnectionPool: Max retries exceeded (Caused by NewConnectionError: Connection refused)" >&2; exit 1`;
  const published = await place.publish(program);
  const customer = await makeCustomer();
  const installationId = await place.install(customer, published);
  const { runId } = await triggerRun(customer, { installationId });
  const run = await ended(runId);
  assert.deepEqual([run.outcome, run.attempts, run.state_before], ["succeeded", 2, 0], run.sentence);
  const again = await rerunRun(customer, { runId, config: "original", state: "original" });
  assert.equal(
    (await ended(again.runId)).attempts,
    3,
    "it begins with what the run began with, nothing, and keeps nothing between attempts",
  );
});

test("a failing program is judged, with the line behind it", async () => {
  const customer = await makeCustomer();
  const installationId = await place.install(
    customer,
    await place.publish("echo all good; echo 'Traceback (most recent call last):' >&2; echo 'ValueError: no such row' >&2; exit 3"),
  );
  const { runId } = await triggerRun(customer, { installationId });
  const run = await ended(runId);
  assert.deepEqual([run.outcome, run.failure_class, run.attempts], ["failed", "integration", 1]);
});

test("a running program is cancelled, its checkpoint kept; a waiting one ends at once", async () => {
  const customer = await makeCustomer();
  const installationId = await place.install(
    customer,
    await place.publish(`trap 'exit 0' TERM; echo 'state {"at":5}' >&3; sleep 60 & wait`),
  );
  const first = await triggerRun(customer, { installationId });
  const second = await triggerRun(customer, { installationId });
  while (!(await stateOf(installationId))) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(await cancelRun(customer, { runId: second.runId }), { state: "ended" });
  assert.deepEqual(await cancelRun(customer, { runId: first.runId }), { state: "stopping" });
  assert.equal((await ended(second.runId)).outcome, "cancelled");
  assert.equal((await ended(first.runId)).outcome, "cancelled");
});

test("on a nearly full disk a run goes on, is judged by all it says, and its log says that it is cut", async () => {
  const customer = await makeCustomer();
  const published = await place.publish("seq 1 5000; echo 'ERROR: 401 Unauthorized: bad API key'; exit 1", {
    retry: { attempts: 1, on: [] },
  });
  const installationId = await place.install(customer, published);
  disk.isFull = true;
  const { runId } = await triggerRun(customer, { installationId });
  const run = await ended(runId).finally(() => (disk.isFull = false));
  assert.equal(run.failure_class, "credentials", run.sentence);
  const { lines } = await readRunLog(customer, { runId, from: 0, limit: 100 }, { blobs: place.blobs, live: new LiveLogs() });
  assert.deepEqual(
    lines.map(({ stream, text }) => `${stream}: ${text}`),
    ["stoa: The log is cut here: the disk of this deployment is nearly full."],
  );
  const evidence = (await getRun(customer, { runId })).verdict?.evidence;
  assert.match(evidence?.text ?? "", /401 Unauthorized/);
  assert.equal(evidence?.logLine, null, "the line it came from is not in the log");
});

test("over its time a program is stopped", async () => {
  const customer = await makeCustomer();
  const published = await place.publish("sleep 60", {
    limits: { memoryMb: 64, timeoutSeconds: 1, pids: 20 },
    retry: { attempts: 1, on: [] },
  });
  const { runId } = await triggerRun(customer, { installationId: await place.install(customer, published) });
  const { failure_class, sentence } = await ended(runId);
  assert.deepEqual([failure_class, sentence], ["timeout", "The run took longer than 1 s and was stopped; what it had saved is kept."]);
});

test("webhook bodies wait together and come in order; an id counts once; a rerun is given them again", async () => {
  const customer = await makeCustomer();
  const installationId = await place.install(
    customer,
    await place.publish(`cat $STOA_TRIGGER; printf 'result %s\\n' "$(cat $STOA_TRIGGER)" >&3; sleep 2`),
  );
  const { token } = await rotateHook(customer, { installationId });
  const ctx = { ...world.engine, clock: realClock };
  const send = (body: string, id: string) =>
    receiveDelivery(ctx, { installationId, headers: { authorization: `Bearer ${token}`, "webhook-id": id }, body: Buffer.from(body) });
  const first = await send("one", "a");
  const begun = "select 1 as begun from runs.ready where run_id = $1 and state = 'running'";
  while (!(await transaction(world.engine, ({ tx }) => tx.row(begun, [first.runId]))))
    await new Promise((resolve) => setTimeout(resolve, 20));
  const second = await send("two", "b");
  const third = await send("three", "c");
  assert.equal(second.runId, third.runId);
  const twice = await send("two", "b");
  assert.deepEqual([twice.runId, twice.repeated], [second.runId, true]);
  await ended(first.runId);
  const run = await ended(second.runId);
  assert.equal(run.trigger_count, 2);
  assert.deepEqual(
    (JSON.parse(run.result ?? "[]") as { body: string }[]).map((one) => one.body),
    ["two", "three"],
  );
  const again = await rerunRun(customer, { runId: second.runId, config: "original", state: "original" });
  assert.deepEqual(
    (JSON.parse((await ended(again.runId)).result ?? "[]") as { body: string }[]).map((one) => one.body),
    ["two", "three"],
  );
  await assert.rejects(
    receiveDelivery(ctx, { installationId, headers: { authorization: "Bearer nothing" }, body: Buffer.from("x") }),
    /token or signature/,
  );
});

test("a folder is state: kept after the run, there again in the next, kept when the next one is killed", async () => {
  const program = `ls /state; if [ -e /state/seen ]; then echo changed > /state/seen; sleep 60; fi; echo first > /state/seen`;
  const published = await place.publish(program, {
    state: "directory",
    limits: { memoryMb: 64, timeoutSeconds: 2, pids: 20 },
    retry: { attempts: 1, on: [] },
  });
  const customer = await makeCustomer();
  const installationId = await place.install(customer, published);
  const one = await ended((await triggerRun(customer, { installationId })).runId);
  assert.deepEqual([one.outcome, one.state_after], ["succeeded", 1], one.sentence);
  const two = await ended((await triggerRun(customer, { installationId })).runId);
  assert.deepEqual([two.failure_class, two.state_before, two.state_after], ["timeout", 1, null]);
});

test("a folder kept as state is in the export, also after uninstalling; a publisher's secret in it is starred; nobody else gets it", async () => {
  const long = "d".repeat(110);
  const program = `mkdir -p /state/sub/${long}; echo mine > /state/sub/${long}/seen; echo "key=$VENDOR_KEY;" > /state/key; : > /state/empty`;
  const published = await place.publish(program, { state: "directory" });
  const { integrationId } = published;
  await putIntegrationSecret(published.publisher, { integrationId, purpose: "run", name: "VENDOR_KEY", value: "vendors-own-key" });
  const customer = await makeCustomer();
  const installationId = await place.install(customer, published);
  assert.equal((await ended((await triggerRun(customer, { installationId })).runId)).outcome, "succeeded");
  await uninstall(customer, { installationId, operationId: "uninstall-folder" });
  const sources = { parts: [exportRuns], folder: (ctx: Ctx, id: string) => exportFolder(ctx, { installationId: id }, place) };
  const files = readZip(Buffer.concat(await Array.fromAsync(await exportArchive(customer, { installationId, ...sources }))));
  const unpack = (name: string) => files.get(name)?.toString("utf8") ?? "(none)";
  assert.match(unpack("README.txt"), /^What is kept about the installed integration ".+"\.\r\n/);
  assert.match(unpack("runs.csv"), /^\ufeffasked for,.*\r\n.+,succeeded,/);
  assert.deepEqual(
    [unpack(`state/sub/${long}/seen`), unpack("state/key"), unpack("state/empty")],
    ["mine\n", `key=${"*".repeat("vendors-own-key".length)};\n`, ""],
  );
  const json = JSON.parse(unpack("export.json")) as { state: { form: string; archive: string }; runs: unknown[] };
  assert.deepEqual([json.state.form, json.runs.length], ["directory", 1]);
  assert.match(json.state.archive, /^\/v1\/customers\/cus_\w+\/installations\/ins_\w+\/export\/archive$/);
  const other = await makeCustomer();
  await assert.rejects(exportArchive(other, { installationId, ...sources }), /installation/);
  await assert.rejects(exportFolder(other, { installationId }, place), /installation/);
});

test("what a program says is kept where it is cut in the middle of a letter, and where it holds NUL", async () => {
  const customer = await makeCustomer();
  const long = (length: number) => `$(printf '%0${length}d' 0)😀 and on`;
  const told = `printf '%s\\n' 'count failed 1' "failed {\\"item\\":\\"${long(499)}\\",\\"reason\\":\\"${long(999)}\\"}" 'state {"page":2}' >&3`;
  for (const line of [`401 Unauthorized ${long(482)}`, "401 Unauthor\\0ized: bad key"]) {
    const published = await place.publish(`${told}; printf "${line}\\n" >&2; exit 1`, { retry: { attempts: 1, on: [] } });
    const run = await ended((await triggerRun(customer, { installationId: await place.install(customer, published) })).runId);
    assert.deepEqual([run.outcome, run.failure_class], ["failed", "credentials"], run.sentence);
  }
});

test("a program that counts further than a count goes is told of as far, while it runs and when it has ended", async () => {
  const customer = await makeCustomer();
  const published = await place.publish("echo 'count created 999999999999999' >&3; while [ ! -e /state/end ]; do sleep 0.2; done", {
    state: "directory",
  });
  const { runId } = await triggerRun(customer, { installationId: await place.install(customer, published) });
  const { created } = await until(async () =>
    (await listRuns(customer, {})).items.map(({ counts }) => counts).find(({ created }) => created > 0),
  );
  await cancelRun(customer, { runId });
  assert.deepEqual([created, (await ended(runId)).outcome, (await ended(runId)).created], [2_147_483_647, "cancelled", 2_147_483_647]);
});

test("what is kept of an uninstalled one is erased: runs, logs, state and their bytes, and nothing of another's", async () => {
  const published = await place.publish("echo a line; echo mine > /state/seen", { state: "directory" });
  const customer = await makeCustomer();
  const ids = [await place.install(customer, published), await place.install(customer, published)];
  for (const installationId of ids)
    assert.equal((await ended((await triggerRun(customer, { installationId })).runId)).outcome, "succeeded");
  const [gone = "", stays = ""] = ids;
  const kept = async (id: string) => {
    const blobs = [...(await Array.fromAsync(place.blobs.list("state/"))), ...(await Array.fromAsync(place.blobs.list("logs/")))];
    const [rows] = await rowsOf(place)<{ runs: number; others: number; run: string | null }>(
      `select (select count(*)::int from runs.run where installation_id = $1) as runs, (select max(id::text) from runs.run where installation_id = $1) as run,
         (select count(*)::int from runs.state where installation_id = $1) + (select count(*)::int from runs.config_snapshot where installation_id = $1)
         + (select count(*)::int from runs.every_attempt a join runs.run r on r.id = a.run_id where r.installation_id = $1) as others`,
      id,
    );
    return { ...rows, blobs: blobs.filter(({ key }) => key.includes(id) || (rows?.run != null && key.includes(rows.run))).length };
  };
  const before = await kept(gone);
  assert.ok(before.runs === 1 && (before.others ?? 0) >= 3 && before.blobs >= 1, JSON.stringify(before));
  await uninstall(customer, { installationId: gone, operationId: "uninstall-erased" });
  await eraseInstallation(customer, { installationId: gone, operationId: "erase-kept" });
  while ((await eraseDue({ ...world.engine, clock: realClock }, [keepRuns({ blobs: place.blobs })])) > 0);
  assert.deepEqual(await kept(gone), { runs: 0, run: null, others: 0, blobs: 0 });
  const left = await kept(stays);
  assert.deepEqual({ ...left, run: "" }, { ...before, run: "" });
});

test("a runner that stops gives its runs back; the next one takes them up without counting a failure", async () => {
  const runner = await place.startRunner({ place: "short-lived", workSlots: 2 });
  const customer = await makeCustomer();
  const program = `trap 'exit 1' TERM; if grep -q begun $STOA_STATE_FILE; then exit 0; fi; echo 'state {"begun":true}' >&3; sleep 60 & wait`;
  const installs: string[] = [];
  for (let index = 0; index < 3; index++) installs.push(await place.install(customer, await place.publish(program)));
  const runs: { runId: string }[] = [];
  for (const installationId of installs) runs.push(await triggerRun(customer, { installationId }));
  place.deps.wake.queueChanged();
  for (const installationId of installs) while (!(await stateOf(installationId))) await new Promise((resolve) => setTimeout(resolve, 50));
  await runner.stop();
  const outcomes = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ outcome: string }>("select outcome from runs.every_attempt where run_id = any($1)", [runs.map((run) => run.runId)]),
  );
  assert.ok(
    outcomes.some((row) => row.outcome === "returned"),
    "some were on the runner that stopped",
  );
  for (const { runId } of runs) {
    const left = await transaction(world.engine, ({ tx }) =>
      tx.row("select 1 from runs.ready where run_id = $1 and runner_id is not null", [runId]),
    );
    if (left) await cancelRun(customer, { runId }).catch(() => undefined);
    await ended(runId);
  }
});

test("what kept Stoa from starting a program stands in the run's log", async () => {
  const artifacts = async (): Promise<string[]> => {
    const keys: string[] = [];
    for await (const { key } of place.blobs.list("artifacts/")) keys.push(key);
    return keys;
  };
  const before = await artifacts();
  const published = await place.publish("echo never started");
  for (const key of (await artifacts()).filter((one) => !before.includes(one))) await place.blobs.remove(key);
  const customer = await makeCustomer();
  const { runId } = await triggerRun(customer, { installationId: await place.install(customer, published, { folder: "x" }) });
  const run = await ended(runId);
  assert.deepEqual([run.outcome, run.failure_class], ["failed", "platform"]);
  const { lines } = await readRunLog(customer, { runId, from: 0, limit: 10 }, place.deps);
  assert.match(
    lines.map(({ text }) => text).join("\n"),
    /Stoa could not carry this attempt out: .+ The operator's log has the whole of it/,
  );
});
