import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Manifest, RunView } from "@stoa/contract";
import { openBlobStore, type BlobStore } from "../../../base/blobs/index.ts";
import { realClock, transaction, type Ctx } from "../../../base/index.ts";
import { LiveLogs } from "../../../base/logs/index.ts";
import { hearFacts, openWorld, type TestHost, type World } from "../../../testing/index.ts";
import { artifactKey } from "../../builds/index.ts";
import {
  createIntegration,
  createRelease,
  editListing,
  publishRelease,
  readAsksAt,
  readListing,
  reviewListing,
  submitListing,
} from "../../catalog/index.ts";
import { sampleManifest } from "../../catalog/testing.ts";
import { consentDigest, installListing, type RequireFit } from "../../installs/index.ts";
import { openSandbox, tarEnd, tarHeader, tarPadding } from "../../sandbox/index.ts";
import { testRuntime } from "../../sandbox/testing.ts";
import { createWake } from "../dispatch/wake.ts";
import { getRun } from "../get-run.ts";
import { readRunLog } from "../log/read-run-log.ts";
import { startScheduler } from "../schedule/start-scheduler.ts";
import { followInstallations } from "../schedule/keep-schedules.ts";
import { defaultSettings, type RunSettings } from "../settings.ts";
import type { RunMode } from "../states.ts";
import { triggerRun } from "../trigger-run.ts";
import type { RunnerDeps } from "./runner-deps.ts";
import { startRunner } from "./start-runner.ts";

/** Tenants, listings and installations with real programs, and nothing that runs them. */
export interface Scene {
  world: World;
  host: TestHost & { owner: Ctx };
  blobs: BlobStore;
  dataDir: string;
  /** A customer's owner and viewer, by the real clock. */
  makeCustomer(): Promise<{ customerId: string; owner: Ctx; viewer: Ctx }>;
  /** A listed integration whose program is this shell text, or these files by name. */
  publish(program: string | Readonly<Record<string, string>>, over?: Partial<Manifest>, base?: string): Promise<Published>;
  install(customer: Ctx, published: Published, config?: Record<string, unknown>, more?: object, requireFit?: RequireFit): Promise<string>;
}

export interface RunWorld extends Scene {
  deps: RunnerDeps;
  startRunner(over?: Partial<RunnerDeps>): ReturnType<typeof startRunner>;
  startScheduler(): ReturnType<typeof startScheduler>;
}

export interface Published {
  publisher: Ctx;
  publisherId: string;
  integrationId: string;
  listingId: string;
  manifest: Manifest;
}

export { testRuntime };

let made = 0;

/** Reads tables as the engine sees them. */
export function rowsOf({ world }: Scene): <T extends object>(sql: string, ...values: unknown[]) => Promise<T[]> {
  return (sql, ...values) => transaction(world.engine, ({ tx }) => tx.rows(sql, values));
}

/** What `look` finds, as soon as it finds something. @throws Error after a minute */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 2_400; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await wait(25);
  }
  throw new Error("it never came");
}

/** Runs an installation, and how that ended for its customer, with the text of its log. */
export async function runToEnd(
  { deps }: RunWorld,
  customer: Ctx,
  installationId: string,
  mode: RunMode = "run",
): Promise<{ view: RunView; log: string }> {
  const { runId } = await triggerRun(customer, { installationId, mode });
  const view = await until(async () => {
    const seen = await getRun(customer, { runId });
    return seen.endedAt === null ? undefined : seen;
  });
  const { lines } = await readRunLog(customer, { runId, from: 0, limit: 1_000 }, deps);
  return { view, log: lines.map(({ text }) => text).join("\n") };
}

const byRealClock = (ctx: Ctx): Ctx => ({ ...ctx, clock: realClock });

export async function openScene(): Promise<Scene> {
  const world = await openWorld();
  const dataDir = mkdtempSync(join(tmpdir(), "stoa-runs-"));
  after(() => rmSync(dataDir, { recursive: true, force: true }));
  const blobs = openBlobStore({ kind: "files", folder: join(dataDir, "blobs") });
  const made = await world.makeHost();
  const host = { ...made, owner: byRealClock(made.owner) };
  return {
    world,
    host,
    blobs,
    dataDir,
    makeCustomer: async () => {
      const { customerId, owner, viewer } = await world.makeCustomer(host.liveSideId);
      return { customerId, owner: byRealClock(owner), viewer: byRealClock(viewer) };
    },
    publish: (program, over = {}, base = "bash") => publish({ world, host, blobs }, program, over, base),
    install: (customer, published, config = {}, more = {}, requireFit) => install(world, customer, { published, config, more, requireFit }),
  };
}

interface Install {
  published: Published;
  config: Record<string, unknown>;
  more: object;
  requireFit: RequireFit | undefined;
}

async function install(world: World, customer: Ctx, { published, config, more, requireFit }: Install): Promise<string> {
  const operationId = `operation-${(made += 1)}`;
  const consent = await transaction(customer, async (inner) => {
    const { listing } = await readListing(inner, published.listingId);
    return consentDigest(await readAsksAt(inner, { ...listing, hosts: [] }, published.manifest));
  });
  const input = { operationId, listingId: published.listingId, consent, config, ...more };
  const { installationId } = await installListing(customer, input, requireFit);
  await hearFacts(byRealClock(world.engine), followInstallations);
  return installationId;
}

/** A scene whose programs run in real boxes, for one test file. */
export async function openRunWorld(settings: Partial<RunSettings> = {}, allow: string[] = []): Promise<RunWorld> {
  const scene = await openScene();
  const sandbox = await openSandbox({
    dataDir: scene.dataDir,
    slots: 4,
    egressPolicy: { allow },
    warm: { slots: 2, megabytes: 256 },
    log: scene.world.log,
  });
  const deps: RunnerDeps = {
    db: scene.world.db,
    clock: realClock,
    log: scene.world.log,
    keys: scene.world.operator.keys,
    blobs: scene.blobs,
    live: new LiveLogs(),
    wake: createWake(),
    sandbox,
    dataDir: scene.dataDir,
    ensureRuntime: ({ base, packages }) => testRuntime(base, packages),
    place: "test",
    workSlots: 2,
    probeSlots: 1,
    about: sandbox.capabilities,
    settings: { ...defaultSettings, ...settings },
  };
  const started: { stop(): Promise<void> }[] = [];
  after(async () => {
    for (const one of started) await one.stop();
    await sandbox.close();
  });
  const keep = <T extends { stop(): Promise<void> }>(one: T): T => {
    started.push(one);
    return one;
  };
  return {
    ...scene,
    deps,
    startRunner: async (over = {}) => keep(await startRunner({ ...deps, ...over })),
    startScheduler: async () => keep(await startScheduler(deps)),
  };
}

interface Place {
  world: World;
  host: TestHost & { owner: Ctx };
  blobs: BlobStore;
}

function pack(files: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(files).flatMap(([path, text]) => {
    const file = Buffer.from(text);
    return [tarHeader({ path, type: "file", mode: 0o755, size: file.length }), file, tarPadding(file.length)];
  });
  return Buffer.concat([...parts, tarEnd]);
}

async function publish(
  place: Place,
  program: string | Readonly<Record<string, string>>,
  over: Partial<Manifest>,
  base: string,
): Promise<Published> {
  const { world, host, blobs } = place;
  made += 1;
  const publisher = await world.makePublisher(host.hostId);
  const owner = byRealClock(publisher.owner);
  const { id: integrationId } = await createIntegration(owner, { slug: `program-${made}` });
  const tar = pack(typeof program === "string" ? { "program.sh": program } : program);
  const digest = createHash("sha256").update(tar).digest("hex");
  await blobs.put(artifactKey(digest), tar);
  const manifest = sampleManifest({
    base: { language: base, version: null },
    run: "sh /app/program.sh",
    configs: { schema: { type: "object" }, uischema: null },
    secrets: ["api_key"],
    network: { hosts: [], declared: true },
    schedule: { cron: null, editable: true },
    ...over,
  });
  const release = await transaction(owner, (inner) =>
    createRelease(inner, {
      integrationId,
      publisherId: publisher.publisherId,
      manifest,
      version: undefined,
      artifactDigest: digest,
      artifactBytes: tar.length,
      runtime: { base, version: "1", packages: [], digest: "0".repeat(64) },
      architecture: "amd64",
      commit: "0".repeat(40),
      ref: "refs/heads/main",
      buildId: null,
      movesLatest: true,
    }),
  );
  await publishRelease(owner, { integrationId, releaseId: release.id });
  const { listing } = await editListing(owner, { integrationId, sideId: host.liveSideId, content: {} });
  const { submission } = await submitListing(owner, { listingId: listing.id });
  await reviewListing(byRealClock(host.owner), { listingId: listing.id, submissionId: submission?.id ?? "", decision: "approve" });
  return { publisher: owner, publisherId: publisher.publisherId, integrationId, listingId: listing.id, manifest };
}
