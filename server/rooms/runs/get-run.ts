import { showId, type Contacted, type Manifest, type RunAttempt, type RunItem, type RunView } from "@stoa/contract";
import { blamedFields, speakManifest } from "@stoa/program";
import { notFound, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { resolveRelease } from "../catalog/index.ts";
import { canRetryItems } from "./retry-items.ts";
import { explainWaiting } from "./explain-waiting.ts";
import { maySeeLog, tenantOf } from "./scope.ts";
import type { RunSettings } from "./settings.ts";
import { showAsker } from "./show-asker.ts";
import { moment, showAttempt, showRun, showUsage } from "./show.ts";
import { noUsage } from "./states.ts";
import { findMending } from "./store/failing.ts";
import { countInputItems } from "./store/inputs.ts";
import { findInstallation } from "./store/installations.ts";
import {
  findEndedDetail,
  findNames,
  findOpenDetail,
  findReleaseName,
  listAttempts,
  listEndedRuns,
  listFailedItems,
  listOpenRuns,
  type EndedDetail,
  type RunRow,
} from "./store/lists.ts";
import { readState } from "./store/states.ts";

const shownItems = 1_000;

/** One run with its verdict, attempts, items that failed, hosts contacted, usage, and state before and after for those who may see it. */
export async function getRun(ctx: Ctx, input: { runId: string }, settings?: RunSettings): Promise<RunView> {
  const view = await transaction(ctx, (inner) => readRun(inner, input.runId));
  if (view.state !== "queued") return view;
  return { ...view, waiting: await explainWaiting(ctx, input, settings).catch(() => null) };
}

async function readRun(ctx: TxCtx, runId: string): Promise<RunView> {
  const of = tenantOf(ctx);
  const [open] = await listOpenRuns(ctx.tx, of, { id: runId }, 1);
  const row = open ?? (await listEndedRuns(ctx.tx, of, { id: runId }, 1))[0];
  if (!row) throw notFound("run");
  const names = await findNames(ctx.tx, [row.installationId], ctx.languages);
  const log = await logOf(ctx, row);
  const item = showRun(row, names.get(row.installationId), log.visible);
  const onlyItems = row.rerunOf === null ? null : ((await countInputItems(ctx.tx, row.id)) ?? null);
  return {
    ...item,
    ...(open ? await openParts(ctx, row, log.visible) : await endedParts(ctx, row, log.visible)),
    onlyItems,
    waiting: null,
    log,
  };
}

type Parts = Omit<RunView, keyof RunItem | "waiting" | "log" | "onlyItems">;

async function openParts(ctx: TxCtx, row: RunRow, seesInside: boolean): Promise<Parts> {
  const now = await findOpenDetail(ctx.tx, row.id);
  const attempts = (await listAttempts(ctx.tx, row.id)).map((attempt) => showAttempt(attempt, seesInside));
  return {
    verdict: null,
    release: await releaseOf(ctx, now?.releaseId ?? null),
    attemptList: now?.state === "running" ? [...attempts, runningAttempt(now.attempt, now.claimedAt ?? ctx.clock.now())] : attempts,
    failedItems: [],
    failedTotal: 0,
    canRetryItems: false,
    contacted: [],
    mendedBy: null,
    usage: showUsage(noUsage),
    before: await stateOf(ctx, row.installationId, now?.stateBefore ?? null, false),
    after: null,
    by: showAsker(ctx, now),
  };
}

function runningAttempt(number: number, claimedAt: number): RunAttempt {
  const nothing = {
    endedAt: null,
    failureClass: null,
    sentence: null,
    exitCode: null,
    signal: null,
    retryAt: null,
    logLines: 0,
    logBytes: 0,
  };
  return { number, state: "running", startedAt: moment(claimedAt), ...nothing, usage: showUsage(noUsage), ranIn: null, startedWarm: false };
}

async function endedParts(ctx: TxCtx, row: RunRow, seesInside: boolean): Promise<Parts> {
  const ended = await findEndedDetail(ctx.tx, row.id);
  if (!ended) throw notFound("run");
  return {
    verdict: await verdictOf(ctx, row, ended, seesInside),
    release: await releaseOf(ctx, ended.releaseId),
    attemptList: (await listAttempts(ctx.tx, row.id)).map((attempt) => showAttempt(attempt, seesInside)),
    failedItems: seesInside ? await listFailedItems(ctx.tx, row.id, shownItems) : [],
    failedTotal: ended.failedTotal,
    canRetryItems: ended.failedTotal > 0 && row.mode === "run" && (await canRetry(ctx, row)),
    contacted: (ended.contacted ?? []).map(showContact),
    mendedBy: await mendingOf(ctx, row),
    usage: showUsage(ended),
    by: showAsker(ctx, ended),
    before: await stateOf(ctx, row.installationId, ended.stateBefore, seesInside),
    after: await stateOf(ctx, row.installationId, ended.stateAfter, seesInside),
    ...(ended.result !== null && seesInside ? { result: JSON.parse(ended.result) as unknown } : {}),
  };
}

async function mendingOf(ctx: TxCtx, { id, installationId, state, kind }: RunRow): Promise<string | null> {
  const found = state === "failed" && kind === "work" ? await findMending(ctx.tx, installationId, id) : null;
  return found && showId("run", found);
}

async function canRetry(ctx: TxCtx, { installationId }: RunRow): Promise<boolean> {
  const installation = await findInstallation(ctx.tx, tenantOf(ctx), installationId);
  return installation?.state === "active" && (await canRetryItems(ctx, installation));
}

/** Runs from before connections were counted have no count. */
function showContact(one: NonNullable<EndedDetail["contacted"]>[number]): Contacted {
  const { host, port, count = 1, bytesIn, bytesOut, refused, declared = null, simulatedBy = null } = one;
  return { host, port, count, bytesIn, bytesOut, refused, declared, simulatedBy };
}

async function verdictOf(ctx: TxCtx, row: RunRow, ended: EndedDetail, seesInside: boolean): Promise<RunView["verdict"]> {
  if (row.state === "queued" || row.state === "running") return null;
  const { evidence } = ended;
  const { failureClass, owner, sentence } = showRun(row, undefined, seesInside);
  const shown = evidence && seesInside ? { stream: evidence.stream, line: evidence.line, logLine: evidence.at, text: evidence.text } : null;
  const fields = await fieldsOf(ctx, row, ended, { failureClass, sentence });
  return { outcome: row.state, failureClass, rule: ended.rule, owner, sentence: sentence ?? "", fields, evidence: shown };
}

/** What the customer may have to enter anew, by the form of the release that ran. */
async function fieldsOf(ctx: TxCtx, row: RunRow, ended: EndedDetail, told: Pick<RunItem, "failureClass" | "sentence">): Promise<string[]> {
  const { failureClass, sentence } = told;
  if ((failureClass !== "credentials" && failureClass !== "configuration") || ended.releaseId === null) return [];
  const { manifest } = await resolveRelease(ctx, { integrationId: row.integrationId, releaseId: ended.releaseId });
  // The sentence names fields as they are called in the installation's language; where it spoke another when the run ended, perhaps as they were written.
  const installation = await findInstallation(ctx.tx, tenantOf(ctx), row.installationId);
  const blame = (one: Manifest): string[] => blamedFields(one, failureClass, ended.evidence?.text ?? "", sentence ?? "");
  const blamed = installation ? blame(speakManifest(manifest, [installation.language])) : [];
  return blamed.length > 0 ? blamed : blame(manifest);
}

async function releaseOf(ctx: TxCtx, releaseId: string | null): Promise<RunView["release"]> {
  const found = releaseId === null ? undefined : await findReleaseName(ctx.tx, releaseId);
  return found && releaseId !== null ? { id: showId("release", releaseId), ...found } : null;
}

async function stateOf(ctx: TxCtx, installationId: string, version: number | null, seesInside: boolean): Promise<RunView["before"]> {
  if (version === null || version === 0) return null;
  const row = await readState(ctx.tx, installationId, "sync", version);
  if (!row) return null;
  const { form, bytes } = row;
  return { version, form, bytes, ...(row.value !== null && seesInside ? { value: JSON.parse(row.value) as unknown } : {}) };
}

async function logOf(ctx: TxCtx, row: RunRow): Promise<RunView["log"]> {
  const installation = await findInstallation(ctx.tx, tenantOf(ctx), row.installationId);
  const visible = installation !== undefined && maySeeLog(ctx, installation);
  return { visible, why: visible ? null : "The customer does not share the logs of this installation." };
}
