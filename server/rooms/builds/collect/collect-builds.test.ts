import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openBlobStore } from "../../../base/blobs/index.ts";
import { newId, StoaError, transaction } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { createIntegration, createRelease, pageKey, publishRelease } from "../../catalog/index.ts";
import { makeRelease, sampleManifest } from "../../catalog/testing.ts";
import { artifactKey } from "../index.ts";
import { collectBuilds, type CollectDeps } from "./collect-builds.ts";
import { measureBuilds } from "./measure-builds.ts";

const world = await openWorld();
const { engine, clock } = world;
const day = 86_400_000;
const dataDir = mkdtempSync(join(tmpdir(), "stoa-collect-"));
after(() => rmSync(dataDir, { recursive: true }));
const blobs = openBlobStore({ kind: "files", folder: join(dataDir, "blobs") });
const publisher = await world.makePublisher();
const { id: integrationId } = await createIntegration(publisher.owner, { slug: "many" });
const digestOf = (number: number): string => String(number).padStart(64, "a");
const plenty = { days: 90, bytes: 1e12 };

async function release(number: number): Promise<string> {
  await blobs.put(artifactKey(digestOf(number)), Buffer.alloc(1_000));
  const made = await transaction(publisher.owner, (ctx) =>
    createRelease(ctx, {
      integrationId,
      publisherId: publisher.publisherId,
      manifest: sampleManifest(),
      artifactDigest: digestOf(number),
      artifactBytes: 1_000,
      runtime: { base: "bash", version: "1", packages: [], digest: "0".repeat(64) },
      architecture: "amd64",
      commit: "0".repeat(40),
      ref: "refs/heads/main",
      buildId: null,
      movesLatest: true,
    }),
  );
  return made.id;
}

/** A folder of the data folder with something in it, used so many days ago. */
function folder(path: string, daysAgo: number): string {
  const whole = join(dataDir, path);
  mkdirSync(whole, { recursive: true });
  writeFileSync(join(whole, "file"), Buffer.alloc(5_000));
  const at = (clock.now() - daysAgo * day) / 1000;
  utimesSync(whole, at, at);
  return whole;
}

const deps = (keep: string[] = []): CollectDeps => ({ dataDir, blobs, keepReleases: async () => keep });
const kept = async (): Promise<number[]> => {
  const found: number[] = [];
  for await (const { key } of blobs.list("artifacts/")) found.push(Number(key.slice("artifacts/".length, -4).replaceAll("a", "")));
  return found.toSorted((one, other) => one - other);
};

test("files of a release go only when nobody can come to use it, a day after it was marked, and it can be published no more", async () => {
  const ids: string[] = [];
  for (let number = 1; number <= 10; number++) ids.push(await release(number));
  const [first = "", second = "", third = "", fourth = ""] = ids;
  await publishRelease(publisher.owner, { integrationId, releaseId: first });
  await publishRelease(publisher.owner, { integrationId, releaseId: second });
  await collectBuilds(engine, deps([third]), plenty);
  assert.equal((await kept()).length, 10, "none is old enough");
  clock.advance(91 * day);
  await collectBuilds(engine, deps([third]), plenty);
  await collectBuilds(engine, deps([third]), plenty);
  assert.equal((await kept()).length, 10, "what was marked a moment ago is still there");
  clock.advance(day);
  await collectBuilds(engine, deps([third]), plenty);
  assert.deepEqual(await kept(), [1, 2, 3, 6, 7, 8, 9, 10], "once stable, installed, and the newest five stay");
  const gone: unknown = await publishRelease(publisher.owner, { integrationId, releaseId: fourth }).catch((error: unknown) => error);
  assert.ok(gone instanceof StoaError && gone.code === "refused" && /release 4 are gone/.test(gone.message), String(gone));
  await publishRelease(publisher.owner, { integrationId, releaseId: third });
});

test("an artifact no release needs goes after a day, not while something is built", async () => {
  await blobs.put(artifactKey(digestOf(99)), Buffer.alloc(10));
  const { id: paged } = await createIntegration(publisher.owner, { slug: "paged" });
  const pageOf = (mark: string) => ["index.html", "js/main.js"].map((path) => pageKey(mark.repeat(64), path));
  for (const key of [...pageOf("b"), ...pageOf("c")]) await blobs.put(key, Buffer.alloc(10));
  await makeRelease(publisher.owner, paged, { page: "b".repeat(64) });
  await collectBuilds(engine, deps(), plenty);
  clock.advance(2 * day);
  const building = newId(clock);
  await transaction(engine, ({ tx }) =>
    tx.run(
      `insert into builds.build (id, integration_id, publisher_id, number, state, cause, ref, commit_id, created_at) values ($1, $2, $3, 1, 'running', 'push', 'r', $4, now())`,
      [building, integrationId, publisher.publisherId, "0".repeat(40)],
    ),
  );
  await collectBuilds(engine, deps(), plenty);
  assert.ok((await kept()).includes(99));
  await transaction(engine, ({ tx }) => tx.run("update builds.build set state = 'failed', finished_at = now() where id = $1", [building]));
  await collectBuilds(engine, deps(), plenty);
  assert.ok(!(await kept()).includes(99));
  const pages: string[] = [];
  for await (const { key } of blobs.list("pages/")) pages.push(key);
  assert.deepEqual(pages, pageOf("b"), "of a page no release needs every file goes");
});

test("over their bytes what can be made again goes first, the longest unused first; a repository goes only without its integration", async () => {
  const [fresh, old] = [folder(`artifacts/${digestOf(1)}`, 0.5), folder(`artifacts/${digestOf(2)}`, 3)];
  const [cache, ancient] = [folder(`cache/${newId(clock)}`, 5), folder(`cache/${newId(clock)}`, 100)];
  const [own, stray, young] = [
    folder(`git/${integrationId}.git`, 500),
    folder(`git/${newId(clock)}.git`, 500),
    folder(`git/${newId(clock)}.git`, 5),
  ];
  const there = (): boolean[] => [fresh, old, cache, ancient, own, stray, young].map((path) => existsSync(path));
  await collectBuilds(engine, deps(), plenty);
  assert.deepEqual(there(), [true, true, true, false, true, false, true], "what is over its days");
  const { bytes } = await measureBuilds(engine, deps());
  await collectBuilds(engine, deps(), { days: 90, bytes: bytes - 1 });
  assert.deepEqual(there(), [true, false, true, false, true, false, true], "one byte over: the unpacked one that was not used today");
  await collectBuilds(engine, deps(), { days: 90, bytes: 0 });
  assert.deepEqual(there(), [true, false, false, false, true, false, true], "one in use today stays, and so do repositories");
});
