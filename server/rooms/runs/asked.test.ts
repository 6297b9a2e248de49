import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, realClock, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { putPerson, removePerson } from "../identity/index.ts";
import { pauseInstallation } from "../installs/index.ts";
import { createMind, dispatchOnce, renewLead } from "./dispatch/dispatch-once.ts";
import { getRun } from "./get-run.ts";
import { completeRuns } from "./queue/complete-runs.ts";
import { rerunRun } from "./rerun-run.ts";
import { openScene } from "./runner/testing.ts";
import { sweepRuns } from "./schedule/keep-history.ts";
import { defaultSettings } from "./settings.ts";
import { insertRunner } from "./store/runners.ts";
import { makeCompletion } from "./testing.ts";
import { triggerRun } from "./trigger-run.ts";

const scene = await openScene();
const { world } = scene;
const engine: Ctx = { ...world.engine, clock: realClock };
const operator: Ctx = { ...world.operator, clock: realClock };
const published = await scene.publish("exit 0");
const one = await scene.makeCustomer();
const other = await scene.makeCustomer();
const mind = createMind(newId(realClock));
await transaction(engine, ({ tx }) =>
  insertRunner(tx, { id: newId(realClock), place: "asked", workSlots: 100, probeSlots: 100, about: {}, leaseMs: 600_000 }),
);

const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const makeInstallation = (): Promise<string> => scene.install(one.owner, published, {});

/** Claims what waits and ends the run given. */
async function work(runId: string): Promise<void> {
  await renewLead(engine, mind, 600_000);
  const run = (await dispatchOnce(engine, mind)).find((claim) => claim.runId === runId) ?? assert.fail("the run was not claimed");
  await completeRuns(engine, [makeCompletion(realClock, run, {})], defaultSettings);
}

test("asked again with its operation id nothing is begun twice: trigger, rerun, failed items; ids are who asks' own", async () => {
  const installationId = await makeInstallation();
  const ask = (of: Ctx, over: object = {}) => triggerRun(of, { installationId, operationId: "press-0001", ...over });
  const both = await Promise.all([ask(one.owner), ask(one.owner)]);
  assert.equal(both[0].runId, both[1].runId, "two at once are one");
  await assert.rejects(ask(one.owner, { body: "other" }), code("operation_mismatch"));
  await assert.rejects(ask(other.owner), code("not_found"), "another's customer is told of no id");
  assert.notEqual((await ask(operator)).runId, both[0].runId, "the operator's ids are not the customer's");
  const { runId } = both[0];
  await work(runId);
  const rerun = (over: object = {}) =>
    rerunRun(one.owner, { runId, config: "current", state: "current", operationId: "press-0002", ...over });
  const again = await rerun();
  await pauseInstallation(one.owner, { operationId: newId(realClock), installationId });
  assert.deepEqual(await rerun(), again, "the answer stays, whatever came of the installation");
  await assert.rejects(rerun({ state: "original" }), code("operation_mismatch"));
  await assert.rejects(rerun({ operationId: "press-0001" }), code("operation_mismatch"), "of another verb");
  await assert.rejects(rerun({ operationId: "press-0003" }), code("conflict"), "another asking meets the pause");
  const asked = await transaction(one.owner, ({ tx }) =>
    tx.rows<{ id: string }>("select id from runs.asked where run_id = $1", [again.runId]),
  );
  assert.deepEqual(asked, [{ id: "press-0002" }]);
  assert.deepEqual(await transaction(other.owner, ({ tx }) => tx.rows("select id from runs.asked")), [], "the policy holds alone");
  await transaction(engine, ({ tx }) => tx.run("update runs.asked set asked_at = asked_at - interval '31 days' where id = 'press-0002'"));
  await sweepRuns(engine, scene.blobs, defaultSettings);
  await assert.rejects(rerun(), code("conflict"), "forgotten after thirty days");
});

test("who caused a run: by name for people of the same customer, for others only where they belong; waiting and ended", async () => {
  const installationId = await makeInstallation();
  const row = await transaction(engine, ({ tx }) =>
    tx.row<{ ref: string }>("select external_ref as ref from identity.customer where id = $1", [one.customerId]),
  );
  const put = { ref: row?.ref ?? "", subject: "maria", name: "Maria Weber", role: "owner" as const };
  const { personId: id } = await putPerson(scene.host.owner, put);
  const maria: Ctx = { ...one.owner, actor: { kind: "person", personId: id, roles: ["customer_owner"] } };
  const visitor: Ctx = { ...one.owner, actor: { kind: "person", personId: newId(realClock), roles: [], visiting: true } };
  const { runId } = await triggerRun(maria, { installationId });
  const told = async (): Promise<void> => {
    const of = async (ctx: Ctx) => (await getRun(ctx, { runId })).by;
    for (const reader of [maria, one.viewer]) assert.deepEqual(await of(reader), { name: "Maria Weber", of: "customer" });
    for (const reader of [visitor, scene.host.owner, operator]) assert.deepEqual(await of(reader), { name: null, of: "customer" });
    assert.deepEqual(await of(published.publisher), { name: null, of: null });
  };
  await told();
  await work(runId);
  await told();
  await removePerson(scene.host.owner, { ref: put.ref, subject: put.subject });
  await told();
  const { runId: helped } = await triggerRun(scene.host.owner, { installationId });
  assert.deepEqual((await getRun(one.owner, { runId: helped })).by, { name: null, of: "support" });
  assert.equal((await getRun(scene.host.owner, { runId: helped })).by?.of, "support");
  const ci: Ctx = { ...one.owner, actor: { kind: "token", tokenId: newId(realClock), roles: ["customer_owner"] } };
  const { runId: byToken } = await triggerRun(ci, { installationId });
  assert.equal((await getRun(maria, { runId: byToken })).by, null);
});

test("a draft is switched on and run in one step, once; where something is missing, or it is another's, nothing is changed", async () => {
  const draft = await scene.install(one.owner, published, {}, { start: false });
  const stateOf = async (id: string): Promise<string> =>
    (await transaction(engine, ({ tx }) => tx.row<{ state: string }>("select state from installs.installation where id = $1", [id])))
      ?.state ?? "";
  const go = (of: Ctx, over: object = {}) => triggerRun(of, { installationId: draft, operationId: "switch-on-01", start: true, ...over });
  await assert.rejects(triggerRun(one.owner, { installationId: draft }), code("conflict"), "unasked it stays a draft");
  await assert.rejects(go(other.owner), code("not_found"));
  await assert.rejects(go(one.owner, { mode: "preview" }), code("invalid_input"));
  assert.equal(await stateOf(draft), "draft");
  const { runId } = await go(one.owner);
  assert.equal(await stateOf(draft), "active");
  assert.deepEqual(await go(one.owner), { runId });
  assert.notEqual((await go(one.owner, { operationId: "switch-on-02" })).runId, runId, "what is on already is only run");
});
