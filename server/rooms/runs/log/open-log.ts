import type { LogLineView } from "@stoa/contract";
import type { BlobStore } from "../../../base/blobs/index.ts";
import { engineCtx, notFound, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { LiveLogs, LogLine, StoredLog } from "../../../base/logs/index.ts";
import { maySeeLog, requireInstallation, tenantOf } from "../scope.ts";
import { moment } from "../show.ts";
import { hasChunks, listChunks } from "../store/chunks.ts";
import { listAttempts, listEndedRuns, listOpenRuns, type AttemptRow } from "../store/lists.ts";

export interface LogDeps {
  blobs: BlobStore;
  live: LiveLogs;
}

export interface LogInput {
  runId: string;
  /** The last one when missing. */
  attempt?: number | undefined;
}

export interface OpenedLog {
  attempt: number;
  over: boolean;
  stored: StoredLog;
  /** Stands where the log stood that is no longer kept. */
  gone: LogLine | undefined;
}

/** Checks who asks once; the pieces are then read wide, since the reader was seen in the run's tenant. @throws StoaError not_found, forbidden */
export async function openLog(ctx: Ctx, input: LogInput, blobs: BlobStore): Promise<OpenedLog> {
  const found = await transaction(ctx, async (inner) => {
    const of = tenantOf(inner);
    const [open] = await listOpenRuns(inner.tx, of, { id: input.runId }, 1);
    const run = open ?? (await listEndedRuns(inner.tx, of, { id: input.runId }, 1))[0];
    if (!run) throw notFound("run");
    if (!maySeeLog(inner, await requireInstallation(inner, run.installationId))) {
      throw new StoaError("forbidden", {
        what: "The customer does not share the logs of this installation.",
        fix: "Ask the customer to share them, on the installation's page.",
      });
    }
    const past = await listAttempts(inner.tx, input.runId);
    const running = open?.state === "running" ? open.attempts : 0;
    return { past, running, last: Math.max(running, past.at(-1)?.attempt ?? 0), started: run.attempts };
  });
  const attempt = input.attempt ?? Math.max(1, found.last);
  if (attempt > Math.max(1, found.started)) throw notFound("attempt");
  const engine = engineCtx(ctx, "log");
  const list = (fromLine: number) => transaction(engine, ({ tx }) => listChunks(tx, input.runId, attempt, fromLine));
  const told = found.past.find((one) => one.attempt === attempt);
  const isGone =
    told !== undefined &&
    told.logLines > 0 &&
    (told.logCollectedAt !== null || !(await transaction(engine, ({ tx }) => hasChunks(tx, input.runId, attempt))));
  return { attempt, over: attempt !== found.running, stored: { blobs, list }, gone: isGone ? sayGone(told, ctx.clock.now()) : undefined };
}

/** One line of ours: an empty log would say that the program wrote nothing. */
function sayGone({ logLines, logCollectedAt }: AttemptRow, now: number): LogLine {
  const what = logLines === 1 ? "The one line of this log is" : `The ${logLines} lines of this log are`;
  const when =
    logCollectedAt === null
      ? ""
      : `: collected on ${moment(logCollectedAt).slice(0, 10)}, by the time and room that the operator gives to logs`;
  return { line: 0, at: logCollectedAt ?? now, stream: "stoa", text: `${what} no longer kept${when}.` };
}

export const showLine = ({ line, at, stream, text }: LogLine): LogLineView => ({ line, at: moment(at), stream, text });
