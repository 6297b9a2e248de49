import type { Manifest } from "@stoa/contract";
import type { BlobStore } from "../../../base/blobs/index.ts";
import type { DiskGuard } from "../../../base/disk/index.ts";
import type { Clock, Ctx, Db, KeyRing, Log } from "../../../base/index.ts";
import type { LiveLogs } from "../../../base/logs/index.ts";
import type { RunAccount } from "../../connections/index.ts";
import type { HostHandle } from "../../gateway/index.ts";
import type { Box, BoxSpec } from "../../sandbox/index.ts";
import type { Wake } from "../dispatch/wake.ts";
import type { ClaimedRun } from "../states.ts";
import type { RunSettings } from "../settings.ts";
import type { HydrationBatch } from "./hydration-batch.ts";
import type { Turns } from "./turns.ts";

/** What a runner works with. */
export interface RunnerDeps {
  db: Db;
  clock: Clock;
  log: Log;
  keys: KeyRing | undefined;
  blobs: BlobStore;
  /** While it is full, logs are cut; undefined: never. */
  disk?: Pick<DiskGuard, "isFull"> | undefined;
  live: LiveLogs;
  wake: Wake;
  sandbox: { start(spec: BoxSpec): Promise<Box>; capabilities?: { tier: string }; prepared?(): Promise<void> };
  /** Where artifacts lie unpacked. */
  dataDir: string;
  /** The runtime of a release, made at first need. */
  ensureRuntime(spec: { base: string; packages: string[] }): Promise<{ root: string }>;
  /** Reads an account at a provider as a process starts; undefined where there are no connections. @throws AccountUnavailable */
  openAccount?: ((input: { connectionId: string; need: Manifest["connections"][number] }) => Promise<RunAccount>) | undefined;
  /** Opens the way to the host's own API for one attempt; undefined where there is none. */
  openHost?: ((input: { run: ClaimedRun; asked: readonly string[] }) => Promise<HostHandle>) | undefined;
  /** Names the machine and slot set: a runner that starts at a place requeues what its predecessor there left. */
  place: string;
  workSlots: number;
  probeSlots: number;
  about: object;
  settings: RunSettings;
}

/** A runner's deps with its own identity. */
export interface RunnerPlace extends RunnerDeps {
  /** Of the engine's scope. */
  ctx: Ctx;
  hydration: HydrationBatch;
  /** The folder of an artifact, unpacked at first need. */
  ensureArtifact(digest: string): Promise<string>;
  turns: Turns;
}
