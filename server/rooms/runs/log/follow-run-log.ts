import { engineCtx, transaction, type Ctx } from "../../../base/index.ts";
import { followLog, type LogLine } from "../../../base/logs/index.ts";
import { liveKey } from "../runner/run-attempt.ts";
import { findOpenRun } from "../store/runs.ts";
import { openLog, showLine, type LogDeps, type LogInput } from "./open-log.ts";

/** The log from a line on, then live, as JSON lines, until the attempt is over or the reader goes. @throws StoaError not_found, forbidden */
export async function followRunLog(
  ctx: Ctx,
  input: LogInput & { from: number; signal: AbortSignal },
  deps: LogDeps,
): Promise<AsyncGenerator<string>> {
  const { attempt, stored, gone } = await openLog(ctx, input, deps.blobs);
  if (gone) return toJsonLines(toAsync(input.from === 0 ? [[gone]] : []));
  const isOver = async (): Promise<boolean> => {
    const open = await transaction(engineCtx(ctx, "log"), ({ tx }) =>
      findOpenRun(tx, { customerId: null, publisherId: null, sideId: null }, input.runId),
    );
    return open?.state !== "running" || open.attempt !== attempt;
  };
  const lines = followLog(stored, input.from, { live: deps.live, key: liveKey(input.runId, attempt), isOver, signal: input.signal });
  return toJsonLines(lines);
}

async function* toJsonLines(lines: AsyncIterable<LogLine[]>): AsyncGenerator<string> {
  for await (const batch of lines) yield batch.map((line) => `${JSON.stringify(showLine(line))}\n`).join("");
}

async function* toAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
