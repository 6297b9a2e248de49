import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { createIntegration, listReleases } from "../catalog/index.ts";
import { sampleManifest } from "../catalog/testing.ts";
import {
  cancelBuild,
  getBuild,
  listBuilds,
  listIntegrationSecrets,
  putIntegrationSecret,
  readIntegrationSecrets,
  removeIntegrationSecret,
  type BuildRow,
} from "./index.ts";
import { queueBuild } from "./queue-build.ts";
import { buildTransitions } from "./states.ts";
import { listBuildRows } from "./store/builds.ts";
import { claimBuild, renewBuild } from "./worker/claim-build.ts";
import { finishBuild, reclaimBuilds } from "./worker/finish-build.ts";

const world = await openWorld();
const workshop = world.engine;
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;

async function makeIntegration(slug: string): Promise<{ owner: Ctx; publisherId: string; integrationId: string; viewer: Ctx }> {
  const { owner, publisherId } = await world.makePublisher();
  const { id: integrationId } = await createIntegration(owner, { slug });
  return { owner, publisherId, integrationId, viewer: world.as(owner.scope, "customer_viewer") };
}

function queue(target: { owner: Ctx; publisherId: string; integrationId: string }, ref = "refs/heads/main"): Promise<BuildRow> {
  return transaction(target.owner, (ctx) => queueBuild(ctx, { ...target, ref, commit: "1".repeat(40), cause: "push" }));
}

async function claimAll(): Promise<BuildRow[]> {
  const claimed: BuildRow[] = [];
  for (let build = await claimBuild(workshop); build; build = await claimBuild(workshop)) claimed.push(build);
  return claimed;
}

const failure = { step: "build" as const, what: "x", fix: null, problems: [], lines: [] };
const end = (build: BuildRow) => finishBuild(workshop, build, { state: "failed", failure });
const silence = (id: string) =>
  transaction(world.engine, ({ tx }) => tx.run("update builds.build set lease_until = now() - interval '1 s' where id = $1", [id]));

test("another publisher's build, log and secrets are not there; a role that may not is refused; the policy holds alone", async () => {
  const [mine, theirs] = [await makeIntegration("mine"), await makeIntegration("theirs")];
  const build = await queue(mine);
  await assert.rejects(getBuild(theirs.owner, { buildId: build.id }), code("not_found"));
  await assert.rejects(cancelBuild(theirs.owner, { buildId: build.id }), code("not_found"));
  await assert.rejects(listBuilds(theirs.owner, { integrationId: mine.integrationId }), code("not_found"));
  await assert.rejects(cancelBuild(mine.viewer, { buildId: build.id }), code("forbidden"));
  const secret = { integrationId: mine.integrationId, purpose: "run" as const, name: "KEY" };
  await putIntegrationSecret(mine.owner, { ...secret, value: "value-one" });
  await assert.rejects(putIntegrationSecret(theirs.owner, { ...secret, value: "x" }), code("not_found"));
  await assert.rejects(removeIntegrationSecret(theirs.owner, secret), code("not_found"));
  await assert.rejects(listIntegrationSecrets(theirs.owner, secret), code("not_found"));
  for (const refused of [
    putIntegrationSecret(mine.viewer, { ...secret, value: "x" }),
    removeIntegrationSecret(mine.viewer, secret),
    listIntegrationSecrets(mine.viewer, secret),
  ])
    await assert.rejects(refused, code("forbidden"));
  const all = { integrationId: null, publisherId: null, state: null, after: null, limit: 100 };
  assert.deepEqual(await transaction(theirs.owner, ({ tx }) => listBuildRows(tx, all)), []);
  assert.equal((await listBuilds(world.operator, { integrationId: mine.integrationId })).items.length, 1);
  await assert.rejects(getBuild(mine.owner, { buildId: newId(world.clock) }), code("not_found"));
  await cancelBuild(mine.owner, { buildId: build.id });
});

test("secrets are written, replaced, listed by name and forgotten; engines read them", async () => {
  const target = await makeIntegration("sealed");
  const { integrationId, publisherId } = target;
  const key = { integrationId, purpose: "build" as const, name: "API_KEY" };
  await Promise.all([1, 2, 3].map((index) => putIntegrationSecret(target.owner, { ...key, value: `value-${index}` })));
  await putIntegrationSecret(target.owner, { ...key, value: "the last" });
  await putIntegrationSecret(target.owner, { ...key, purpose: "run", name: "OTHER", value: "for runs" });
  const listed = await listIntegrationSecrets(target.owner, { integrationId });
  assert.deepEqual(
    listed.map(({ name, purpose }) => `${purpose} ${name}`),
    ["build API_KEY", "run OTHER"],
  );
  assert.deepEqual(
    await readIntegrationSecrets(world.engine, { integrationId, publisherId, purpose: "build" }),
    new Map([["API_KEY", "the last"]]),
  );
  const left = await transaction(world.engine, ({ tx }) =>
    tx.row<{ count: number }>("select count(*) as count from trust.secret where owner_id = $1", [publisherId]),
  );
  assert.equal(left?.count, 2);
  for (const name of ["PATH", "STOA_TOKEN", "LD_PRELOAD", "1X", "A-B", ""])
    await assert.rejects(putIntegrationSecret(target.owner, { ...key, name, value: "x" }), code("invalid_input"), name);
  await removeIntegrationSecret(target.owner, key);
  await assert.rejects(removeIntegrationSecret(target.owner, key), code("not_found"));
  assert.equal((await readIntegrationSecrets(world.engine, { integrationId, publisherId, purpose: "build" })).size, 0);
});

test("numbers count up under pushes at once, and what waits of a branch is replaced", async () => {
  const target = await makeIntegration("numbers");
  await Promise.all(Array.from({ length: 5 }, (_, index) => queue(target, `refs/tags/v${index}`)));
  await Promise.all([queue(target), queue(target)]);
  const { items, total } = await listBuilds(target.owner, { integrationId: target.integrationId });
  assert.deepEqual([items.map((build) => build.number).toSorted((a, b) => a - b), total], [[1, 2, 3, 4, 5, 6, 7], 7]);
  assert.deepEqual(
    items
      .filter((build) => build.ref === "refs/heads/main")
      .map((build) => build.state)
      .toSorted(),
    ["cancelled", "queued"],
  );
  const page = await listBuilds(target.owner, { integrationId: target.integrationId, limit: 4 });
  assert.equal((await listBuilds(target.owner, { integrationId: target.integrationId, after: page.next ?? "" })).items.length, 3);
  for (const build of items.filter(({ state }) => state === "queued")) await cancelBuild(target.owner, { buildId: build.id });
});

test("many claimers at once: one build of an integration runs at a time, two of a publisher", async () => {
  const target = await makeIntegration("claimed");
  const second = await createIntegration(target.owner, { slug: "second" });
  const third = await createIntegration(target.owner, { slug: "third" });
  const first = await queue(target, "refs/tags/v1");
  await queue(target, "refs/tags/v2");
  await queue({ ...target, integrationId: second.id });
  await queue({ ...target, integrationId: third.id });
  const tries = await Promise.all(Array.from({ length: 8 }, () => claimBuild(workshop)));
  const claimed = [...tries.filter((build) => build !== undefined), ...(await claimAll())];
  assert.deepEqual(claimed.map((build) => build.integrationId).toSorted(), [target.integrationId, second.id].toSorted());
  assert.ok(claimed.some((build) => build.id === first.id));
  for (const build of claimed) await end(build);
  assert.equal((await claimAll()).length, 2);
});

test("a worker that fell silent loses its build: another attempt runs it, the old one's end counts nothing, and three are enough", async () => {
  const target = await makeIntegration("silent");
  const { id } = await queue(target);
  const [one] = (await claimAll()).filter((build) => build.id === id);
  assert.ok(one);
  assert.equal(await renewBuild(workshop, one), "ours");
  assert.equal(await reclaimBuilds(workshop), 0);
  await silence(id);
  assert.equal(await reclaimBuilds(workshop), 1);
  const [two] = (await claimAll()).filter((build) => build.id === id);
  assert.ok(two);
  assert.deepEqual([two.attempt, await renewBuild(workshop, one)], [2, "lost"]);
  const release = {
    integrationId: target.integrationId,
    publisherId: target.publisherId,
    manifest: sampleManifest(),
    artifactDigest: "a".repeat(64),
    artifactBytes: 1,
    runtime: { base: "bash", version: "5", packages: [], digest: "x" },
    architecture: "x64",
    commit: one.commit,
    ref: one.ref,
    movesLatest: true,
  };
  assert.equal(await finishBuild(workshop, one, { state: "succeeded", release }), false);
  assert.equal((await listReleases(target.owner, target)).total, 0);
  assert.equal(await finishBuild(workshop, two, { state: "succeeded", release }), true);
  assert.equal(await finishBuild(workshop, two, { state: "succeeded", release }), false);
  assert.equal((await listReleases(target.owner, target)).total, 1);
  const again = await queue(target);
  for (const _ of [1, 2, 3]) {
    await claimAll();
    await silence(again.id);
    await reclaimBuilds(workshop);
  }
  const over = await getBuild(target.owner, { buildId: again.id });
  assert.deepEqual([over.state, over.failure?.what], ["failed", "The build was interrupted three times on our side."]);
});

test("asked to cancel, a running build hears it, and a silent one ends cancelled", async () => {
  const target = await makeIntegration("heard");
  const { id } = await queue(target);
  const [running] = (await claimAll()).filter((build) => build.id === id);
  assert.ok(running);
  assert.equal((await cancelBuild(target.owner, { buildId: id })).state, "running");
  assert.equal(await renewBuild(workshop, running), "cancel");
  await silence(id);
  await reclaimBuilds(workshop);
  assert.equal((await getBuild(target.owner, { buildId: id })).state, "cancelled");
});

test("every state but the last ones is left by some move, and the last ones by none", () => {
  const left = new Set(buildTransitions.map((move) => move.from));
  assert.deepEqual([...left].toSorted(), ["queued", "running"]);
});
