import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import type { BlobStore } from "../../base/blobs/index.ts";
import { followLog, type LiveLogs, type LogLine } from "../../base/logs/index.ts";
import { getBuild } from "./get-build.ts";
import { findBuild } from "./store/builds.ts";
import { listChunks } from "./store/log-chunks.ts";
import { liveKey } from "./worker/open-build-log.ts";

export interface ReadBuildLogInput {
  buildId: string;
  /** The first line wanted, from 0. */
  from: number;
  /** Go on with what is written until the build is over. */
  follow: boolean;
}

/** The lines of a build's log in batches, of its newest attempt. @throws StoaError not_found before the first */
export async function readBuildLog(
  ctx: Ctx,
  store: { blobs: BlobStore; live: LiveLogs },
  input: ReadBuildLogInput,
  signal: AbortSignal,
): Promise<AsyncGenerator<LogLine[]>> {
  const { id } = await getBuild(ctx, input);
  const stored = { blobs: store.blobs, list: (from: number) => transaction(ctx, ({ tx }) => listChunks(tx, id, from)) };
  const isOver = async (): Promise<boolean> => {
    if (!input.follow) return true;
    const build = await transaction(engineCtx(ctx, "builds.follow"), ({ tx }) => findBuild(tx, id, null));
    return build === undefined || (build.state !== "queued" && build.state !== "running");
  };
  return followLog(stored, input.from, { live: input.follow ? store.live : undefined, key: liveKey(id), isOver, signal });
}
