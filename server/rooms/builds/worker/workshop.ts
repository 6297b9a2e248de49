import type { Clock, Config, Ctx, Db, Log } from "../../../base/index.ts";
import type { BlobStore } from "../../../base/blobs/index.ts";
import type { LiveLogs } from "../../../base/logs/index.ts";
import type { Box, BoxSpec } from "../../sandbox/index.ts";
import type { BuildPlace } from "../deps.ts";

/** A runtime as the room sandbox makes it. */
export interface BuildRuntime {
  name: string;
  packages: string[];
  root: string;
  digest: string;
  version: string;
  architecture: string;
}

/** What a transaction of the engine needs. */
export type EngineParts = Pick<Ctx, "db" | "clock" | "log" | "keys">;

/** Everything the builder works with. */
export interface Workshop {
  db: Db;
  clock: Clock;
  log: Log;
  keys: Ctx["keys"];
  place: BuildPlace;
  blobs: BlobStore;
  live: LiveLogs;
  sandbox: { start(spec: BoxSpec): Promise<Box> };
  /** Makes the runtime at first need, telling how far it is. */
  ensureRuntime(spec: { base: string; packages: string[] }, progress: (line: string) => void): Promise<BuildRuntime>;
  config: Pick<Config, "registries" | "caFile">;
}
