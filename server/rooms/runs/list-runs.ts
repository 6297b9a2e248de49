import { readId, showId, type RunPage, type RunQuery } from "@stoa/contract";
import { firstIdOf, momentOf, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { maySeeLog, tenantOf } from "./scope.ts";
import { showRun, takeId } from "./show.ts";
import { findByName, type Tenant } from "./store/installations.ts";
import { findNames, listEndedRuns, listOpenRuns, type RunFilter, type RunRow } from "./store/lists.ts";

const dayMs = 86_400_000;
/** Recent runs are looked for first: the database then plans over that many partitions only. */
const firstWindowDays = 28;

/**
 * Runs the reader may see, newest first, open and ended ones together. `q` is a run's id, a part of a name (installation, integration,
 * customer), or a part of the sentence of a run that failed.
 */
export async function listRuns(ctx: Ctx, query: RunQuery): Promise<RunPage> {
  const limit = query.limit ?? 50;
  return transaction(ctx, async (inner) => {
    const of = tenantOf(inner);
    const found = new Map<string, RunRow>();
    for (const filter of await toFilters(inner, of, query)) {
      for (const row of await findRuns(inner, of, query, filter, limit + 1)) found.set(row.id, row);
    }
    const rows = [...found.values()].toSorted((one, other) => (one.id < other.id ? 1 : -1));
    const shown = rows.slice(0, limit);
    const names = await findNames(inner.tx, [...new Set(shown.map((row) => row.installationId))], inner.languages);
    const last = shown.at(-1);
    const next = rows.length > limit && last ? showId("run", last.id) : null;
    const seesWords = maySeeLog(inner, { shareLogs: false });
    return { items: shown.map((row) => showRun(row, names.get(row.installationId), seesWords)), next };
  });
}

async function findRuns(ctx: TxCtx, of: Tenant, query: RunQuery, filter: RunFilter, limit: number): Promise<RunRow[]> {
  const open = isEndedOnly(query) || filter.sentence !== undefined ? [] : await listOpenRuns(ctx.tx, of, filter, limit);
  const isOpenOnly = query.state === "queued" || query.state === "running";
  return [...open, ...(isOpenOnly ? [] : await findEnded(ctx, of, filter, limit))];
}

function isEndedOnly(query: RunQuery): boolean {
  return query.class !== undefined || (query.state !== undefined && query.state !== "queued" && query.state !== "running");
}

async function findEnded(ctx: TxCtx, of: Tenant, filter: RunFilter, limit: number): Promise<RunRow[]> {
  const newest = filter.belowId === undefined ? ctx.clock.now() : Math.min(ctx.clock.now(), momentOf(filter.belowId));
  const window = firstIdOf(Math.max(0, newest - firstWindowDays * dayMs));
  if (filter.id !== undefined || (filter.fromId !== undefined && filter.fromId >= window)) return listEndedRuns(ctx.tx, of, filter, limit);
  const recent = await listEndedRuns(ctx.tx, of, { ...filter, fromId: window }, limit);
  if (recent.length >= limit) return recent;
  const older = await listEndedRuns(ctx.tx, of, { ...filter, belowId: window }, limit - recent.length);
  return [...recent, ...older];
}

/** One way to look, or two for a text: by names and by sentences, each with an index to go by. */
async function toFilters(ctx: TxCtx, of: Tenant, query: RunQuery): Promise<RunFilter[]> {
  const take = (kind: "installation" | "integration" | "customer", text: string | undefined) =>
    text === undefined ? undefined : takeId(kind, text);
  const until = query.to === undefined ? undefined : firstIdOf(Date.parse(query.to));
  const after = query.after === undefined ? undefined : takeId("run", query.after);
  const filter: RunFilter = {
    state: query.state,
    failureClass: query.class,
    kind: query.kind,
    without: query.without,
    installationId: take("installation", query.installationId),
    integrationId: take("integration", query.integrationId),
    customerId: take("customer", query.customerId),
    fromId: query.from === undefined ? undefined : firstIdOf(Date.parse(query.from)),
    belowId: until === undefined || (after !== undefined && after < until) ? after : until,
  };
  const text = query.q?.trim() ?? "";
  if (text === "") return [filter];
  const id = readId("run", text);
  if (id !== undefined) return [{ ...filter, id }];
  const installations = await findByName(ctx.tx, of, text);
  const bySentence = { ...filter, sentence: `%${text.replaceAll(/[\\%_]/g, "\\$&")}%` };
  return installations.length === 0 ? [bySentence] : [bySentence, { ...filter, installations }];
}
