import { readId, showId, type HostCall, type HostCallPage } from "@stoa/contract";
import { transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { listCallRows, type Call, type CallOwner, type CallTenant } from "./store/calls.ts";

export interface ListCallsInput {
  runId?: string | undefined;
  integrationId?: string | undefined;
  /** Only what was not passed on, or was cut off. */
  refused?: boolean | undefined;
  after?: string | undefined;
  limit?: number | undefined;
}

/** Of installations, those whose customers let the publisher read what the program wrote: known by a higher room. */
export type FindShared = (ctx: TxCtx, installationIds: readonly string[]) => Promise<ReadonlySet<string>>;

const nobody = "00000000-0000-0000-0000-000000000000";

/**
 * Requests of runs to the host's API that the scope may see, newest first. Paths are a program's own words and may hold what is a customer's: a
 * publisher reads them where its customer shares logs, and nowhere else.
 */
export async function listCalls(ctx: Ctx, input: ListCallsInput, findShared: FindShared): Promise<HostCallPage> {
  const limit = input.limit ?? 50;
  const take = (kind: "run" | "integration" | "call", id: string | undefined): string | null =>
    id === undefined ? null : (readId(kind, id) ?? nobody);
  return transaction(ctx, async (inner) => {
    const rows = await listCallRows(inner.tx, tenantOf(ctx), {
      runId: take("run", input.runId),
      integrationId: take("integration", input.integrationId),
      refusedOnly: input.refused ?? false,
      after: take("call", input.after),
      limit: limit + 1,
    });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const isPublisher = ctx.scope.kind === "publisher";
    const shared = isPublisher ? await findShared(inner, [...new Set(shown.map((row) => row.installationId))]) : undefined;
    const items = shown.map((row) => show(shared && !shared.has(row.installationId) ? withoutPath(row) : row));
    return { items, next: rows.length > limit && last ? showId("call", last.id) : null };
  });
}

/** A reason names the path after its method. */
function withoutPath<Row extends Call>(row: Row): Row {
  return { ...row, path: null, refused: row.refused?.replaceAll(/ \/\S*/g, " …") ?? null };
}

function tenantOf({ scope }: Ctx): CallTenant {
  return {
    customerId: scope.kind === "customer" ? scope.customerId : null,
    publisherId: scope.kind === "publisher" ? scope.publisherId : null,
    sideId: scope.kind === "side" ? scope.sideId : null,
  };
}

function show(row: Call & CallOwner): HostCall {
  const { attempt, action, method, path, status, bytesOut, bytesIn, tookMs, refused, count } = row;
  return {
    id: showId("call", row.id),
    runId: showId("run", row.runId),
    attempt,
    integrationId: showId("integration", row.integrationId),
    installationId: showId("installation", row.installationId),
    at: new Date(row.at).toISOString(),
    action,
    method,
    path,
    status,
    bytesOut,
    bytesIn,
    tookMs,
    refused,
    count,
  };
}
