import assert from "node:assert/strict";
import { test } from "node:test";
import { readId, showId } from "@stoa/contract";
import { transaction, type Ctx } from "../../../base/index.ts";
import { LiveLogs } from "../../../base/logs/index.ts";
import { configureInstallation } from "../../installs/index.ts";
import { openRunWorld, runToEnd } from "../../runs/testing.ts";
import { triggerRun } from "../../runs/testing.ts";
import { endVisit } from "./end-visit.ts";
import { enterVisit } from "./enter-visit.ts";
import { listVisits } from "./list-visits.ts";
import { lookAtInstallation, lookAtLog, lookAtRun, lookAtRuns } from "./look.ts";
import { openVisit } from "./open-visit.ts";

const place = await openRunWorld();
await place.startRunner();
const { world, host, deps } = place;
const published = await place.publish("echo secret-line; exit 1", {
  configs: { schema: { type: "object", properties: { api_key: { type: "string" } } }, uischema: null },
});
const customer = await place.makeCustomer();
const installationId = await place.install(customer.owner, published, { api_key: "hunter2-hunter2" });
const { view: run } = await runToEnd(place, customer.owner, installationId);
const other = await place.install(customer.owner, await place.publish("exit 0"));
const runId = readId("run", run.id) ?? "";
const read = { blobs: deps.blobs, live: new LiveLogs(), settings: deps.settings };
const support: Ctx = {
  ...host.owner,
  actor: { kind: "person", personId: host.owner.actor.kind === "person" ? host.owner.actor.personId : "", roles: ["host_support"] },
};
const later = (ctx: Ctx, ms: number): Ctx => ({ ...ctx, clock: { now: () => ctx.clock.now() + ms } });
const opened = await openVisit(support, { installationId, reason: " Contacts stopped on Friday " });
const visitId = readId("visit", opened.id) ?? "";

test("opening a support view takes a role, a person and a reason, and stands in the logs of host and customer", async () => {
  assert.deepEqual(
    [opened.reason, opened.open, Date.parse(opened.endsAt) - Date.parse(opened.openedAt)],
    ["Contacts stopped on Friday", true, 3_600_000],
  );
  await assert.rejects(() => openVisit(support, { installationId, reason: "  " }), { code: "invalid_input" });
  const reviewer: Ctx = {
    ...support,
    actor: { kind: "person", personId: "01890000-0000-7000-8000-000000000000", roles: ["host_reviewer"] },
  };
  await assert.rejects(() => openVisit(reviewer, { installationId, reason: "x" }), { code: "forbidden" });
  const token: Ctx = { ...support, actor: { kind: "token", tokenId: "01890000-0000-7000-8000-000000000000", roles: ["host_owner"] } };
  await assert.rejects(() => openVisit(token, { installationId, reason: "x" }), { code: "forbidden" });
  await assert.rejects(() => openVisit(customer.owner, { installationId, reason: "x" }), { code: "forbidden" });
  const stranger = await world.makeHost();
  await assert.rejects(() => openVisit(stranger.owner, { installationId, reason: "x" }), { code: "not_found" });
  for (const reader of [support, customer.owner]) {
    const rows = await transaction(reader, ({ tx }) =>
      tx.rows<{ after: { reason: string; host: string } }>("select after from base.audit where verb = 'installation.visit'"),
    );
    assert.deepEqual(
      rows.map(({ after }) => after.reason),
      ["Contacts stopped on Friday"],
    );
  }
  const mine = await listVisits(customer.viewer, { installationId: showId("installation", installationId) });
  assert.deepEqual(
    mine.items.map(({ id, reason }) => [id, reason]),
    [[opened.id, "Contacts stopped on Friday"]],
  );
  assert.ok(mine.items[0]?.by !== "" && mine.items[0]?.host !== "");
  const foreign = await place.makeCustomer();
  assert.deepEqual((await listVisits(foreign.owner, {})).items, []);
  assert.deepEqual((await listVisits(stranger.owner, {})).items, []);
});

test("the view shows settings without secrets, runs and verdicts; the log only where the customer shares it", async () => {
  const seen = await lookAtInstallation(support, { visitId });
  assert.equal(JSON.stringify(seen).includes("hunter2"), false);
  assert.equal(seen.id, showId("installation", installationId));
  assert.deepEqual(
    (await lookAtRuns(support, { visitId })).items.map(({ id }) => id),
    [run.id],
  );
  const looked = await lookAtRun(support, { visitId, runId }, read.settings);
  assert.deepEqual([looked.verdict?.outcome, looked.log.visible, looked.failedItems, looked.result], ["failed", false, [], undefined]);
  const log = () => lookAtLog(support, { visitId, runId, from: 0, limit: 10 }, read);
  await assert.rejects(log, { code: "forbidden" });
  await configureInstallation(customer.owner, { installationId, operationId: "share-the-logs", shareLogs: true });
  assert.ok((await log()).lines.some(({ text }) => text === "secret-line"));
  const { view: elsewhere } = await runToEnd(place, customer.owner, other);
  await assert.rejects(() => lookAtRun(support, { visitId, runId: readId("run", elsewhere.id) ?? "" }, read.settings), {
    code: "not_found",
  });
});

test("another person, another host and a later hour do not get in; one's own visit can be ended", async () => {
  const colleague: Ctx = { ...support, actor: { kind: "person", personId: "01890000-0000-7000-8000-000000000000", roles: ["host_owner"] } };
  await assert.rejects(() => lookAtInstallation(colleague, { visitId }), { code: "not_found" });
  await assert.rejects(() => endVisit(colleague, { visitId }), { code: "not_found" });
  const { actor } = support;
  const demoted: Ctx = { ...support, actor: { ...(actor.kind === "person" ? actor : assert.fail()), roles: ["host_reviewer"] } };
  await assert.rejects(() => lookAtInstallation(demoted, { visitId }), { code: "forbidden" }, "who is of support no more");
  const stranger = await world.makeHost();
  await assert.rejects(() => lookAtInstallation(stranger.owner, { visitId }), { code: "not_found" });
  await lookAtInstallation(later(support, 3_540_000), { visitId });
  await assert.rejects(() => lookAtInstallation(later(support, 3_601_000), { visitId }), { code: "gone" });
  const second = await openVisit(support, { installationId, reason: "again" });
  const secondId = readId("visit", second.id) ?? "";
  assert.equal((await endVisit(support, { visitId: secondId })).open, false);
  await assert.rejects(() => lookAtRuns(support, { visitId: secondId }), { code: "gone" });
  await assert.rejects(() => endVisit(support, { visitId: secondId }), { code: "not_found" });
});

test("the database itself takes no write of a visitor, whatever asks for it", async () => {
  const { ctx } = await enterVisit(support, { visitId });
  for (const sql of [
    "update installs.installation set name = 'x'",
    "delete from runs.run",
    "insert into console.visit select * from console.visit",
  ])
    await assert.rejects(() => transaction(ctx, ({ tx }) => tx.run(sql)), { code: "forbidden" });
  const verbs = [
    () => triggerRun(ctx, { installationId }),
    () => configureInstallation(ctx, { installationId, operationId: "12345678", name: "x" }),
  ];
  for (const verb of verbs) await assert.rejects(verb, { code: "forbidden" });
});
