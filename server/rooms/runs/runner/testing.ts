import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { Manifest } from "@stoa/contract";
import { openBlobStore, type BlobStore } from "../../../base/blobs/index.ts";
import { realClock, transaction, type Ctx } from "../../../base/index.ts";
import { LiveLogs } from "../../../base/logs/index.ts";
import { hearFacts, openWorld, type TestHost, type World } from "../../../testing/index.ts";
import { artifactKey } from "../../builds/index.ts";
import { createIntegration, createRelease, editListing, publishRelease, readAsks, reviewListing, submitListing } from "../../catalog/index.ts";
import { sampleManifest } from "../../catalog/testing.ts";
import { consentDigest, installListing } from "../../installs/index.ts";
import { openSandbox, tarEnd, tarHeader, tarPadding } from "../../sandbox/index.ts";
import { testRuntime } from "../../sandbox/testing.ts";
import { createWake } from "../dispatch/wake.ts";
import { startScheduler } from "../schedule/start-scheduler.ts";
import { followInstallations } from "../schedule/keep-schedules.ts";
import { defaultSettings, type RunSettings } from "../settings.ts";
import type { RunnerDeps } from "./runner-deps.ts";
import { startRunner } from "./start-runner.ts";

export interface RunWorld {
  world: World;
  host: TestHost & { owner: Ctx };
  deps: RunnerDeps;
  blobs: BlobStore;
  startRunner(over?: Partial<RunnerDeps>): ReturnType<typeof startRunner>;
  startScheduler(): ReturnType<typeof startScheduler>;
  /** A listed integration whose program is this shell text; `{config}` schema takes anything. */
  publish(program: string, over?: Partial<Manifest>, base?: string): Promise<Published>;
  install(customer: Ctx, published: Published, config?: Record<string, unknown>, more?: object): Promise<string>;
}

export interface Published {
  publisher: Ctx;
  publisherId: string;
  integrationId: string;
  listingId: string;
  manifest: Manifest;
}

let made = 0;

/** A deployment that runs real programs in real boxes, for one test file. Its clock is the real one. */
export async function openRunWorld(settings: Partial<RunSettings> = {}, allow: string[] = []): Promise<RunWorld> {
  const world = await openWorld();
  const ctxOf = (ctx: Ctx): Ctx => ({ ...ctx, clock: realClock });
  const dataDir = mkdtempSync(join(tmpdir(), "stoa-runs-"));
  const quiet = { info: () => undefined, warn: () => undefined, error: (fields: object, text: string) => console.error(text, fields) };
  const sandbox = await openSandbox({ dataDir, slots: 4, egressPolicy: { allow }, log: quiet });
  const blobs = openBlobStore({ kind: "files", folder: join(dataDir, "blobs") });
  const deps: RunnerDeps = {
    db: world.db,
    clock: realClock,
    log: world.log,
    keys: world.operator.keys,
    blobs,
    live: new LiveLogs(),
    wake: createWake(),
    sandbox,
    dataDir,
    ensureRuntime: ({ base, packages }) => testRuntime(base, packages),
    place: "test",
    workSlots: 2,
    probeSlots: 1,
    about: {},
    settings: { ...defaultSettings, ...settings },
  };
  const runners: { stop(): Promise<void> }[] = [];
  after(async () => {
    for (const runner of runners) await runner.stop();
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const host = await world.makeHost();
  const start = async (over: Partial<RunnerDeps> = {}) => {
    const runner = await startRunner({ ...deps, ...over });
    runners.push(runner);
    return runner;
  };
  const startClock = async () => {
    const scheduler = await startScheduler(deps);
    runners.push(scheduler);
    return scheduler;
  };
  return {
    world,
    host: { ...host, owner: ctxOf(host.owner) },
    deps,
    blobs,
    startRunner: start,
    startScheduler: startClock,
    publish: (program, over = {}, base = "bash") => publish({ world, host, blobs, ctxOf }, program, over, base),
    install: async (customer, published, config = {}, more = {}) => {
      made += 1;
      const consent = consentDigest(readAsks(published.manifest, []));
      const { installationId } = await installListing(ctxOf(customer), { operationId: `operation-${made}`, listingId: published.listingId, consent, config, ...more });
      await hearFacts(ctxOf(world.engine), followInstallations);
      return installationId;
    },
  };
}

interface Place {
  world: World;
  host: TestHost & { owner: Ctx };
  blobs: BlobStore;
  ctxOf(ctx: Ctx): Ctx;
}

async function publish(place: Place, program: string, over: Partial<Manifest>, base: string): Promise<Published> {
  const { world, host, blobs, ctxOf } = place;
  made += 1;
  const publisher = await world.makePublisher(host.hostId);
  const owner = ctxOf(publisher.owner);
  const { id: integrationId } = await createIntegration(owner, { slug: `program-${made}` });
  const file = Buffer.from(program);
  const tar = Buffer.concat([tarHeader({ path: "program.sh", type: "file", mode: 0o755, size: file.length }), file, tarPadding(file.length), tarEnd]);
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
  await reviewListing(ctxOf(host.owner), { listingId: listing.id, submissionId: submission?.id ?? "", decision: "approve" });
  return { publisher: owner, publisherId: publisher.publisherId, integrationId, listingId: listing.id, manifest };
}
