import assert from "node:assert/strict";
import { chownSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "node:test";
import { openBlobStore } from "../../server/base/blobs/index.ts";
import { createLog, openDb, realClock, type Db } from "../../server/base/index.ts";
import { withClient } from "../../server/machine/database/with-client.ts";
import { databaseName } from "../../server/machine/database/prepare-database.ts";
import { bringCustomers } from "../../server/machine/seed/bring-customer.ts";
import { bringHost } from "../../server/machine/seed/bring-host.ts";
import { bringIntegration, bringListing } from "../../server/machine/seed/bring-listing.ts";
import { bringPublisher } from "../../server/machine/seed/bring-publisher.ts";
import { installFor } from "../../server/machine/seed/install.ts";
import { manifestOf } from "../../server/machine/seed/manifest-of.ts";
import { readState } from "../../server/machine/supervise/machine-state.ts";
import { ownTime } from "../../server/machine/testing/own-time.ts";
import { runMain, stopMain, type MainProcess } from "../../server/machine/testing/run-main.ts";
import { createToken } from "../../server/rooms/identity/index.ts";
import { openKeyRing } from "../../server/rooms/trust/index.ts";
import { createClient } from "../../sdk/index.ts";
import { showId } from "../../contract/index.ts";
import { startDeployment, type TriedDeployment } from "../try/deployment.ts";

/** Told to end it takes its time: two seconds at least when it is polite (a shell counts whole ones), for ever when it is not. What it reached is its state. */
const program = String.raw`
end=; trap 'end=$SECONDS' TERM
echo "state {\"reached\":\"start\"}" >&3
while [[ -z $end || $STOA_CFG_MANNERS == deaf || $SECONDS -lt $((end + 3)) ]]; do
  [[ $STOA_ATTEMPT -gt 1 ]] && break
  sleep 0.1 || true
done
echo "state {\"reached\":\"goodbye $STOA_ATTEMPT\"}" >&3
[[ $STOA_ATTEMPT -gt 1 ]] || exit 1
`;

const manifest = manifestOf({
  version: 1,
  contract: "stoa",
  name: "slow",
  title: "Slow",
  summary: "Ends slowly.",
  description: "Takes its time to end.",
  categories: ["examples"],
  support: "help@slow.example",
  base: "bash",
  run: "bash /app/program.sh",
  configs: { schema: { properties: { manners: { type: "string", enum: ["polite", "deaf"], default: "polite" } } } },
  network: { hosts: [] },
});

async function open(dataDir: string): Promise<Db> {
  const superuser = readState(dataDir)?.superuser ?? assert.fail("no database");
  return openDb({ connection: { ...superuser, database: databaseName }, name: "stop test", max: 2 });
}

/** An installation, and a way to ask for a run of it as its customer. */
async function bring({ dataDir, url }: TriedDeployment, manners: "polite" | "deaf"): Promise<() => Promise<unknown>> {
  const db = await open(dataDir);
  const folder = join(dataDir, "blobs");
  const keys = await openKeyRing({ file: join(dataDir, "keys", "deployment.key"), create: false });
  const blobs = openBlobStore({ kind: "files", folder });
  const place = { db, keys, clock: realClock, log: createLog({ level: "silent" }), blobs, audience: url };
  const owner = { name: "Hana", email: "hana@stop.example" };
  const host = await bringHost(place, { name: "Stop", slug: "stop", look: {}, origin: "https://stop.example", owner });
  const publisher = await bringPublisher(
    place,
    { name: "Slows", slug: "slows", owner: { name: "Petra", email: "petra@slows.example" } },
    host.hostId,
  );
  const integration = await bringIntegration(place, publisher, { slug: "slow", name: "Slow", manifest, program });
  const { uid, gid } = statSync(folder);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chownSync(join(entry.parentPath, entry.name), uid, gid);
  const listing = await bringListing(integration, host.live, { approve: true });
  const people = [{ subject: "one", name: "Olga", email: "olga@one.example", role: "owner" as const }];
  const [customer] = await bringCustomers(place, host.live, [{ ref: "one", name: "One", people }]);
  assert.ok(customer);
  const installationId = await installFor(customer, listing, { name: "Slow", config: { manners }, schedule: null });
  const { text: token } = await createToken(customer.owner, { name: "stop", roles: ["customer_owner"] });
  await db.close();
  const path = `/v1/customers/${showId("customer", customer.customerId)}/installations/${showId("installation", installationId)}/runs`;
  return () => createClient({ url, token }).send("POST", path, {});
}

async function rows<Row>(dataDir: string, sql: string): Promise<Row[]> {
  const superuser = readState(dataDir)?.superuser ?? assert.fail("no database");
  return withClient({ ...superuser, database: databaseName }, async (client) => (await client.query(sql)).rows as Row[]);
}

/** The program has begun: its first state has come. */
async function untilBegun(dataDir: string): Promise<void> {
  const end = performance.now() + 240_000;
  const begun = "select 1 from runs.state where value::text like '%start%'";
  while ((await rows(dataDir, begun)).length === 0) {
    assert.ok(performance.now() < end, "no program began within 4 minutes");
    await wait(200);
  }
}

test("a stop waits for programs and says so; a run that did not end goes on at the next start, uncounted", async () => {
  const deployment = await startDeployment({ allow: [], slots: 4 });
  const { dataDir, env, url } = deployment;
  let again: MainProcess | undefined;
  try {
    const ask = await bring(deployment, "polite");
    await ask();
    await untilBegun(dataDir);
    const began = performance.now();
    assert.equal(await stopMain(deployment.main, "SIGTERM"), 0);
    assert.ok(performance.now() - began > 2_000, "the program had no time to say goodbye");
    assert.match(deployment.said(), /A program was asked to end and has 30 s for it/);
    again = await runMain({ dataDir, port: Number(new URL(url).port), env });
    const done = "select outcome, attempts from runs.run";
    for (let tries = 0; (await rows(dataDir, done)).length === 0 && tries < 600; tries++) await wait(200);
    assert.deepEqual(await rows(dataDir, done), [{ outcome: "succeeded", attempts: 2 }]);
    assert.deepEqual(await rows(dataDir, "select outcome from runs.every_attempt order by attempt"), [
      { outcome: "returned" },
      { outcome: "succeeded" },
    ]);
  } finally {
    if (again) await stopMain(again);
    await deployment.stop();
  }
});

test("asked twice it waits for no program", async () => {
  const deployment = await startDeployment({ allow: [], slots: 4 });
  try {
    const ask = await bring(deployment, "deaf");
    await ask();
    await untilBegun(deployment.dataDir);
    const stopping = stopMain(deployment.main, "SIGTERM");
    const early = await Promise.race([stopping, wait(3_000)]);
    assert.equal(early, undefined, "it did not wait for the program");
    const { ownMs } = await ownTime(() => stopMain(deployment.main, "SIGTERM"));
    assert.ok(ownMs < 12_000, `${ownMs} ms`);
    assert.match(deployment.said(), /Stopping at once/);
  } finally {
    await deployment.stop();
  }
});
