import { showId, type LimitView } from "@stoa/contract";
import type { TxCtx } from "../../../base/index.ts";
import { tenantOf } from "../scope.ts";
import { moment } from "../show.ts";
import { listHandedOut, listRunningHere, type RunningRow } from "../store/claims.ts";
import { countWaitingOf, listSubjectNames, type LimitRow } from "../store/limits.ts";

const mostCounted = 10_000;

/** Limits as they are told, with what of them is in use now. */
export async function showLimits(ctx: TxCtx, rows: readonly LimitRow[]): Promise<LimitView[]> {
  const names = new Map((await listSubjectNames(ctx.tx, rows.flatMap(subjectOf))).map((row) => [row.id, row.name]));
  const customers = rows.flatMap((row) => (row.kind === "customer" && row.customerId !== null ? [row.customerId] : []));
  const waiting = new Map((await countWaitingOf(ctx.tx, customers, mostCounted)).map((row) => [row.customerId, row.count]));
  const running = await (ctx.scope.kind === "operator" ? listHandedOut(ctx.tx) : listRunningHere(ctx.tx, tenantOf(ctx)));
  return rows.map((row) => ({
    id: showId("limit", row.id),
    kind: row.kind,
    subject: showSubject(row),
    name: (row.kind === "plan" ? row.plan : names.get(row.subjectId ?? "")) ?? "An account",
    plan: row.plan,
    sideId: row.sideId === null ? null : showId("side", row.sideId),
    setBy: row.setBy,
    weight: row.weight,
    atOnce: row.atOnce,
    perMinute: row.perMinute,
    waiting: row.waiting,
    waitMinutes: row.waitMinutes,
    changedAt: moment(row.changedAt),
    use: {
      running: running.filter((run) => isUnder(run, row)).length,
      waiting: row.kind === "customer" ? (waiting.get(row.subjectId ?? "") ?? 0) : null,
    },
  }));
}

function subjectOf(row: LimitRow): string[] {
  return row.subjectId === null ? [] : [row.subjectId];
}

/** An account is told by the customer it belongs to; it has no id of its own outside. */
function showSubject({ kind, subjectId, customerId }: LimitRow): string | null {
  if (kind === "account") return customerId === null ? null : showId("customer", customerId);
  return kind === "plan" || subjectId === null ? null : showId(kind, subjectId);
}

const fields = { host: "hostId", customer: "customerId", integration: "integrationId", account: "accountKey" } as const;

function isUnder(run: RunningRow, row: LimitRow): boolean {
  if (run.kind !== "work" || row.kind === "plan") return false;
  return run[fields[row.kind]] === row.subjectId && (row.sideId === null || row.sideId === run.sideId);
}
