import { showId, type LogLineView, type LogPage, type LogSearchView } from "@stoa/contract";
import { engineCtx, notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import type { BlobStore } from "../../base/blobs/index.ts";
import { followLog, readLog, readLogBytes, searchLog, type LiveLogs, type LogLine, type StoredLog } from "../../base/logs/index.ts";
import { liveKey } from "./runner/run-attempt.ts";
import { maySeeLog, requireInstallation, tenantOf } from "./scope.ts";
import { moment } from "./show.ts";
import { listChunks } from "./store/chunks.ts";
import { listAttempts, listEndedRuns, listOpenRuns } from "./store/lists.ts";
import { findOpenRun } from "./store/runs.ts";

export interface LogDeps {
  blobs: BlobStore;
  live: LiveLogs;
}

export interface LogInput {
  runId: string;
  /** The last one when missing. */
  attempt?: number | undefined;
}

interface Opened {
  attempt: number;
  over: boolean;
  stored: StoredLog;
}

/** Checks who asks once; the pieces are then read wide, since the reader was seen in the run's tenant. */
async function openLog(ctx: Ctx, input: LogInput, blobs: BlobStore): Promise<Opened> {
  const found = await transaction(ctx, async (inner) => {
    const of = tenantOf(inner);
    const [open] = await listOpenRuns(inner.tx, of, { id: input.runId }, 1);
    const run = open ?? (await listEndedRuns(inner.tx, of, { id: input.runId }, 1))[0];
    if (!run) throw notFound("run");
    if (!maySeeLog(inner, await requireInstallation(inner, run.installationId))) {
      throw new StoaError("forbidden", {
        what: "The customer does not share the logs of this installation with its publisher.",
        fix: "Ask the customer to share them, on the installation's page.",
      });
    }
    const past = await listAttempts(inner.tx, input.runId);
    const running = open?.state === "running" ? open.attempts : 0;
    return { running, last: Math.max(running, past.at(-1)?.attempt ?? 0), started: run.attempts };
  });
  const attempt = input.attempt ?? Math.max(1, found.last);
  if (attempt > Math.max(1, found.started)) throw notFound("attempt");
  const engine = engineCtx(ctx, "log");
  const list = (fromLine: number) => transaction(engine, ({ tx }) => listChunks(tx, input.runId, attempt, fromLine));
  return { attempt, over: attempt !== found.running, stored: { blobs, list } };
}

const showLine = ({ line, at, stream, text }: LogLine): LogLineView => ({ line, at: moment(at), stream, text });

/** Some lines of a run's log, as far as it is stored. @throws StoaError not_found, forbidden */
export async function readRunLog(ctx: Ctx, input: LogInput & { from: number; limit: number }, deps: LogDeps): Promise<LogPage> {
  const { attempt, over, stored } = await openLog(ctx, input, deps.blobs);
  const lines: LogLine[] = [];
  for await (const batch of readLog(stored, input.from)) {
    lines.push(...batch.slice(0, input.limit + 1 - lines.length));
    if (lines.length > input.limit) break;
  }
  const shown = lines.slice(0, input.limit);
  const next = lines.length > input.limit || !over ? (shown.at(-1)?.line ?? input.from - 1) + 1 : null;
  return { attempt, lines: shown.map(showLine), next, over };
}

/** The log from a line on, then live, as JSON lines, until the attempt is over or the reader goes. @throws StoaError not_found, forbidden */
export async function followRunLog(
  ctx: Ctx,
  input: LogInput & { from: number; signal: AbortSignal },
  deps: LogDeps,
): Promise<AsyncGenerator<string>> {
  const { attempt, stored } = await openLog(ctx, input, deps.blobs);
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

/** Lines of a run's log that hold a text, counted, the first of them shown. @throws StoaError not_found, forbidden */
export async function searchRunLog(ctx: Ctx, input: LogInput & { text: string; limit: number }, deps: LogDeps): Promise<LogSearchView> {
  const { attempt, stored } = await openLog(ctx, input, deps.blobs);
  const found = await searchLog(stored, input.text, input.limit);
  return { attempt, count: found.count, lines: found.lines.map(showLine) };
}

/** The whole text of an attempt as its program wrote it, secrets hidden. @throws StoaError not_found, forbidden */
export async function downloadRunLog(ctx: Ctx, input: LogInput, deps: LogDeps): Promise<{ name: string; bytes: AsyncGenerator<Buffer> }> {
  const { attempt, stored } = await openLog(ctx, input, deps.blobs);
  return { name: `${showId("run", input.runId)}-${attempt}.log`, bytes: readLogBytes(stored) };
}
