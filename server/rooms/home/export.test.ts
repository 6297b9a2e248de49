import assert from "node:assert/strict";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { createApp } from "../../base/http/index.ts";
import { StoaError, transaction } from "../../base/index.ts";
import { keepCalls } from "../gateway/index.ts";
import { eraseDue, eraseInstallation, getInstallation, showErasure, uninstall, type Keeping } from "../installs/index.ts";
import { exportFolder, exportRuns, keepRuns, listRuns } from "../runs/index.ts";
import { exportRoutes } from "./export-routes.ts";
import { fetchExport } from "./fetch-export.ts";
import { linkExport } from "./link-export.ts";
import { listExports } from "./list-exports.ts";
import { keepTold } from "./keep-told.ts";
import { forgetExports, makeExports, type ExportDeps } from "./make-exports.ts";
import { requestExport } from "./request-export.ts";
import { readZip } from "../../base/zip/testing/read-zip.ts";
import { openHomeWorld } from "./testing.ts";

const home = await openHomeWorld();
const { world, blobs } = home;
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const deps: ExportDeps = {
  blobs,
  parts: [exportRuns],
  folder: (ctx, installationId) => exportFolder(ctx, { installationId }, { blobs }),
  readLog: () => Promise.resolve(Buffer.from("a line\n")),
  activity: () => Promise.resolve("at,actor\r\n"),
  runIdOf: (text) => text,
};

async function readAll({ bytes }: { bytes: AsyncIterable<Buffer> }): Promise<Map<string, string>> {
  const files = readZip(Buffer.concat(await Array.fromAsync(bytes)));
  return new Map([...files].map(([path, body]) => [path, body.toString("utf8")]));
}

test("everything a customer has is one file, fetched once by a link, gone after a week; nothing secret, nobody else's", async () => {
  const published = await home.publish("true", { secrets: ["api_key"] });
  const { customerId, owner, viewer } = await home.customer();
  const secret = "canary-secret-value";
  const one = await home.install(owner, published, { folder: "in", api_key: secret });
  const two = await home.install(owner, published, { folder: "out", api_key: secret });
  await home.record(one, ["failed", "succeeded"]);
  await uninstall(owner, { operationId: "export-step-1", installationId: two });
  const other = await home.customer();
  await home.install(other.owner, published, { folder: "strangers-folder", api_key: secret });
  await home.hear();
  await home.ends({ customerId }, one, "failed");
  await assert.rejects(requestExport(viewer), code("forbidden"));
  const { exportId } = await requestExport(owner);
  await assert.rejects(requestExport(owner), code("conflict"));
  await assert.rejects(linkExport(owner, { exportId }), code("not_found"), "not before it is done");
  assert.deepEqual([await makeExports(world.engine, deps), await makeExports(world.engine, deps)], [1, 0]);
  const [made] = await listExports(owner);
  assert.deepEqual([made?.state, made?.done, made?.total, made?.error], ["done", 2, 2, null]);
  const { code: link } = await linkExport(owner, { exportId });
  await assert.rejects(linkExport(other.owner, { exportId }), code("not_found"));
  await assert.rejects(fetchExport(other.owner, deps, { exportId, code: link }), code("gone"));
  const files = await readAll(await fetchExport(owner, deps, { exportId, code: link }));
  await assert.rejects(fetchExport(owner, deps, { exportId, code: link }), code("gone"), "a link is good once");
  const names = [...files.keys()];
  const placeOf = (id: string) =>
    names.find((name) => name.endsWith(` (${showId("installation", id).slice(-6)})/export.json`))?.replace("/export.json", "");
  const place = placeOf(one) ?? "";
  for (const name of [
    "README.txt",
    `${place}/runs.csv`,
    "customer.json",
    "connections.json",
    "notices.json",
    "help.json",
    "activity.csv",
    `${place}/export.json`,
  ])
    assert.ok(names.includes(name), name);
  assert.ok(names.includes(`${placeOf(two) ?? "-"}/export.json`), "what was uninstalled, too");
  assert.equal(names.filter((name) => name.startsWith(`${place}/logs/`)).length, 2);
  assert.equal((JSON.parse(files.get(`${place}/export.json`) ?? "") as { runs: unknown[] }).runs.length, 2);
  assert.match(files.get("notices.json") ?? "", /"kind": "failing"/);
  const all = [...files.values()].join("");
  assert.ok(!all.includes(secret) && !all.includes("strangers-folder"));
  assert.deepEqual(await listExports(other.owner), []);
  world.clock.advance(8 * 86_400_000);
  await forgetExports(world.engine, deps);
  assert.equal((await listExports(owner))[0]?.state, "gone");
  await assert.rejects(linkExport(owner, { exportId }), code("not_found"));
});

test("an export that could not be made is taken up again when its time is over, and given up after the third", async () => {
  const { owner } = await home.customer();
  await requestExport(owner);
  const broken = { ...deps, activity: () => Promise.reject(new Error("no")) };
  const stateOf = async () => (await listExports(owner))[0]?.state;
  for (let tries = 0; tries < 3; tries++) {
    assert.deepEqual([await makeExports(world.engine, broken), await makeExports(world.engine, broken)], [1, 0], "not before its time");
    assert.equal(await stateOf(), "running");
    world.clock.advance(600_001);
  }
  assert.equal(await makeExports(world.engine, broken), 1);
  assert.equal(await stateOf(), "failed");
  await requestExport(owner);
});

test("a customer has one finished export, and asks for few a day; what earlier attempts left is removed, what is too large ends at once", async () => {
  const { customerId, owner } = await home.customer();
  while ((await makeExports(world.engine, deps)) > 0);
  const keys = async () => (await Array.fromAsync(blobs.list(`exports/${customerId}/`))).length;
  const { exportId: first } = await requestExport(owner);
  await makeExports(world.engine, { ...deps, activity: () => Promise.reject(new Error("no")) });
  world.clock.advance(600_001);
  await blobs.put(`exports/${customerId}/${first}-1.zip`, Buffer.from("left by the first"));
  await makeExports(world.engine, deps);
  assert.equal(await keys(), 1, "only of the second attempt");
  await requestExport(owner);
  await makeExports(world.engine, deps);
  assert.deepEqual([(await listExports(owner)).map(({ state }) => state), await keys()], [["done", "gone"], 1]);
  await requestExport(owner);
  await makeExports(world.engine, { ...deps, mostBytes: 1_000 });
  const [large] = await listExports(owner);
  assert.equal(large?.state, "failed");
  assert.match(large?.error ?? "", /larger than 1000 bytes/);
  const disk = { isFull: true };
  await assert.rejects(requestExport(owner, { disk }), code("unavailable"));
  disk.isFull = false;
  await requestExport(owner, { disk });
  disk.isFull = true;
  await makeExports(world.engine, { ...deps, disk });
  const [full] = await listExports(owner);
  assert.deepEqual([full?.state, /nearly full/.test(full?.error ?? "")], ["failed", true]);
  disk.isFull = false;
  for (let more = 0; more < 1; more++) {
    await requestExport(owner);
    await makeExports(world.engine, deps);
  }
  await assert.rejects(requestExport(owner), code("rate_limited"));
  world.clock.advance(86_400_001);
  await requestExport(owner);
  await makeExports(world.engine, deps);
});

test("a HEAD of an export's address spends nothing", async () => {
  const { owner } = await home.customer();
  const { exportId } = await requestExport(owner);
  await makeExports(world.engine, deps);
  const { keys } = world.operator;
  assert.ok(keys);
  const app = await createApp({
    log: world.log,
    addresses: { publicUrl: "http://127.0.0.1:4400", port: 4400, openWrites: [] },
    trustedProxies: [],
  });
  const { db, clock, log } = world;
  const { scope, actor } = owner;
  exportRoutes({ app, db, clock, log, keys, authorize: () => Promise.resolve({ scope, actor }) }, { blobs });
  const { code: link } = await linkExport(owner, { exportId });
  assert.ok(scope.kind === "customer");
  const url = `/v1/customers/${showId("customer", scope.customerId)}/exports/${showId("export", exportId)}/file?code=${link}`;
  const headers = { host: "127.0.0.1:4400" };
  await app.inject({ method: "HEAD", url, headers });
  const answer = await app.inject({ method: "GET", url, headers });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers["content-type"], "application/zip");
  assert.match(readZip(answer.rawPayload).get("customer.json")?.toString() ?? "", /"leftOut": \[/, "what is not in it is said");
  await app.close();
});

const rooms: readonly Keeping[] = [keepRuns({ blobs }), keepCalls, keepTold];
const day = 86_400_000;

/** An installation that has run and failed: two runs with logs in the store and in their rows, a state, a notice, a request in the product. */
async function used(owner: Parameters<typeof home.install>[0], customerId: string, published: Awaited<ReturnType<typeof home.publish>>) {
  const id = await home.install(owner, published, { folder: "in", api_key: "canary-secret-value" });
  const runIds = await home.record(id, ["failed", "succeeded"]);
  await home.hear();
  await home.ends({ customerId }, id, "failed");
  await transaction(world.engine, async ({ tx }) => {
    const of = [runIds[0], customerId, id];
    for (const [seq, key] of [`logs/${id}/0`, null].entries()) {
      if (key !== null) await blobs.put(key, Buffer.from("a line"));
      await tx.run(
        `insert into runs.log_chunk (run_id, attempt, seq, side_id, customer_id, publisher_id, first_line, lines, first_at, raw_bytes, stored_bytes, hash, blob_key, inline)
         values ($1, 1, $2, $3, $3, $3, 0, 1, now(), 6, 6, 'h', $4, $5)`,
        [runIds[0], seq, customerId, key, key === null ? Buffer.from("a line") : null],
      );
    }
    await tx.run(
      `insert into runs.failed_item (run_id, position, side_id, customer_id, publisher_id, item, reason) values ($1, 0, $2, $2, $2, 'Ann', $3::text)`,
      of,
    );
    await tx.run(
      `insert into runs.state (installation_id, channel, version, side_id, customer_id, publisher_id, run_id, attempt, at, form, value, bytes)
       values ($3, 'sync', 1, $2, $2, $2, $1, 1, now(), 'json', '{"cursor":7}', 12)`,
      of,
    );
    await tx.run(
      `insert into runs.asked (customer_id, asker, id, side_id, verb, body_digest, run_id, asked_at)
       select c.id, 'customer', 'asked-' || $2::text, c.side_id, 'run.trigger', 'x', $1::uuid, now() from identity.customer c where c.id = $3`,
      [runIds[0], id, customerId],
    );
    await tx.run(
      `insert into runs.cooling (account_key, side_id, customer_id, publisher_id, run_id, since, until)
       values (gen_random_uuid(), $2, $2, $2, $1, now(), now() + interval '1 minute')`,
      [runIds[0], customerId],
    );
    await tx.run(
      `insert into gateway.call (id, run_id, attempt, installation_id, integration_id, side_id, customer_id, publisher_id, at, method, bytes_out, bytes_in, took_ms, count)
       values (gen_random_uuid(), $1, 1, $3, $3, $2, $2, $2, now(), 'GET', 1, 1, 1, 5)`,
      of,
    );
  });
  return id;
}

test("what was uninstalled is held, then erased with a proof that nothing is left; an owner may have it erased at once; nobody else's goes with it", async () => {
  const published = await home.publish("true", { secrets: ["api_key"] });
  const { customerId, owner, viewer } = await home.customer();
  const [one, two, stays] = [
    await used(owner, customerId, published),
    await used(owner, customerId, published),
    await used(owner, customerId, published),
  ];
  const stranger = await home.customer();
  const ask = (ctx: typeof owner, installationId: string, operationId: string) => eraseInstallation(ctx, { installationId, operationId });
  await assert.rejects(ask(owner, one, "erase-too-soon"), code("conflict"), "it is installed");
  for (const [at, id] of [one, two].entries()) await uninstall(owner, { operationId: `erase-remove-${at}`, installationId: id });
  await home.hear();
  assert.equal(await eraseDue(world.engine, rooms), 0, "both are held");
  for (const ctx of [viewer, stranger.owner]) await assert.rejects(ask(ctx, two, "erase-refused"), StoaError);
  await ask(owner, two, "erase-at-once");
  assert.equal((await showErasure(owner, { installationId: two })).proof, null, "not before it is done");
  assert.deepEqual([await eraseDue(world.engine, rooms), await eraseDue(world.engine, rooms)], [1, 0]);
  const { proof } = await showErasure(owner, { installationId: two });
  assert.ok(proof);
  assert.deepEqual([proof.asked, proof.left, proof.digest.length], [true, 0, 64]);
  assert.deepEqual(
    ["runs", "logs", "failedItems", "asked", "states", "requests", "notices"].map((kind) => proof.erased[kind]),
    [2, 1, 1, 1, 1, 5, 1],
  );
  await assert.rejects(showErasure(stranger.owner, { installationId: two }), code("not_found"));
  await assert.rejects(ask(owner, two, "erase-again"), code("not_found"));
  const gone = await getInstallation(owner, { installationId: two });
  assert.deepEqual([gone.config, gone.erasesAt, gone.erasedAt !== null], [{}, null, true]);
  assert.deepEqual((await listRuns(owner, { installationId: showId("installation", two) })).items, []);
  assert.equal((await Array.fromAsync(blobs.list(`logs/${two}`))).length, 0);
  world.clock.advance(31 * day);
  while ((await eraseDue(world.engine, rooms)) > 0);
  assert.equal((await showErasure(owner, { installationId: one })).proof?.asked, false);
  assert.equal(
    (await listRuns(owner, { installationId: showId("installation", stays) })).items.length,
    2,
    "what is installed keeps its own",
  );
  const left = (table: "asked" | "cooling") =>
    transaction(world.engine, ({ tx }) => tx.rows(`select 1 from runs.${table} where customer_id = $1`, [customerId]));
  assert.deepEqual([(await left("asked")).length, (await left("cooling")).length], [1, 1], "of what is installed alone");
  const [row] = await transaction(stranger.owner, ({ tx }) => tx.rows("select * from installs.erasure"));
  assert.equal(row, undefined, "the policy holds without a condition");
});

test("what cannot be erased whole is not called erased, and is tried again", async () => {
  const published = await home.publish("true");
  const { customerId, owner } = await home.customer();
  const id = await used(owner, customerId, published);
  await uninstall(owner, { operationId: "erase-broken-1", installationId: id }, { days: 0 });
  await home.hear();
  const broken: Keeping = { ...keepTold, erase: () => Promise.resolve(false) };
  assert.equal(await eraseDue(world.engine, [keepRuns({ blobs }), keepCalls, broken]), 1);
  assert.equal((await showErasure(owner, { installationId: id })).proof, null);
  assert.equal(await eraseDue(world.engine, rooms), 0, "not at once");
  world.clock.advance(61_000);
  assert.equal(await eraseDue(world.engine, rooms), 1);
  assert.equal((await showErasure(owner, { installationId: id })).proof?.erased["runs"], 2, "counted before the first piece went");
});

test("a large one is erased a batch a turn, and keeps no other waiting", async () => {
  const published = await home.publish("true");
  const { customerId, owner } = await home.customer();
  const [large, small] = [await used(owner, customerId, published), await home.install(owner, published)];
  for (const installationId of [large, small]) {
    await uninstall(owner, { operationId: `erase-turns-${installationId.slice(-6)}`, installationId }, { days: 0 });
    world.clock.advance(1_000);
  }
  const slow = [keepRuns({ blobs, batch: 1 }), keepCalls, keepTold];
  const proofOf = async (installationId: string) => (await showErasure(owner, { installationId })).proof;
  await eraseDue(world.engine, slow);
  assert.equal((await listRuns(owner, { installationId: showId("installation", large) })).items.length, 1);
  await eraseDue(world.engine, slow);
  assert.deepEqual([await proofOf(large), (await proofOf(small))?.left], [null, 0]);
  while ((await eraseDue(world.engine, slow)) > 0);
  assert.equal((await proofOf(large))?.erased["runs"], 2, "counted before the first batch");
});
