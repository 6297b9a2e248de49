import { engineCtx, transaction } from "../../../base/index.ts";
import { LogWriter } from "../../../base/logs/index.ts";
import { createMasker } from "../../trust/index.ts";
import type { BuildLog } from "../steps/build-log.ts";
import type { BuildRow } from "../store/builds.ts";
import { deleteChunks, insertChunk } from "../store/log-chunks.ts";
import type { Workshop } from "./workshop.ts";

const keptLines = 30;

/** The key of a build's log while it is written. */
export function liveKey(buildId: string): string {
  return `build:${buildId}`;
}

/** Opens the log of a build's attempt; the values given are hidden in it. */
export function openBuildLog(workshop: Workshop, build: BuildRow, secrets: readonly string[]): BuildLog {
  const { blobs, clock, live } = workshop;
  const owner = { buildId: build.id, publisherId: build.publisherId, attempt: build.attempt };
  const engine = engineCtx(workshop, "builds.log");
  const last: string[] = [];
  const stored = new Set<string>();
  const writer = new LogWriter({
    blobs,
    clock,
    prefix: `logs/builds/${build.id}/${build.attempt}`,
    masker: createMasker(secrets),
    live: live.open(liveKey(build.id)),
    onChunk: (chunk) => {
      if (chunk.blobKey !== null) stored.add(chunk.blobKey);
      return transaction(engine, ({ tx }) => insertChunk(tx, owner, chunk));
    },
    onLines: (_stream, lines) => {
      last.push(
        ...lines
          .toString("utf8")
          .trimEnd()
          .split("\n")
          .map((line) => line.slice(0, 500)),
      );
      last.splice(0, Math.max(0, last.length - keptLines));
    },
    limitBytes: workshop.place.limits.logBytes,
  });
  return {
    write: (stream, bytes) => void writer.write(stream, bytes),
    note: (text) => writer.note(text),
    lastLines: () => [...last],
    close: async () => {
      const sealed = await writer.seal();
      await transaction(engine, async ({ tx }) => {
        await deleteChunks(tx, owner);
        for (const chunk of sealed.chunks) if (!(await insertChunk(tx, owner, chunk))) return;
      });
      for (const { blobKey } of sealed.chunks) stored.delete(blobKey ?? "");
      for (const key of stored) await blobs.remove(key);
    },
  };
}
