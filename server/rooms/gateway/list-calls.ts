import { readId, showId, type HostCall, type HostCallPage } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { listCallRows, type Call, type CallOwner, type CallTenant } from "./store/calls.ts";

export interface ListCallsInput {
  runId?: string | undefined;
  integrationId?: string | undefined;
  /** Only what was not passed on, or was cut off. */
  refused?: boolean | undefined;
  after?: string | undefined;
  limit?: number | undefined;
}

const nobody = "00000000-0000-0000-0000-000000000000";

/**
 * Requests of runs to the host's API that the scope may see, newest first. A publisher reads the path only of what was refused: in others a
 * customer's own things may be named.
 */
export async function listCalls(ctx: Ctx, input: ListCallsInput): Promise<HostCallPage> {
  const limit = input.limit ?? 50;
  const take = (kind: "run" | "integration" | "call", id: string | undefined): string | null =>
    id === undefined ? null : (readId(kind, id) ?? nobody);
  const rows = await transaction(ctx, ({ tx }) =>
    listCallRows(tx, tenantOf(ctx), {
      runId: take("run", input.runId),
      integrationId: take("integration", input.integrationId),
      refusedOnly: input.refused ?? false,
      after: take("call", input.after),
      limit: limit + 1,
    }),
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hidesPaths = ctx.scope.kind === "publisher";
  return { items: shown.map((row) => show(row, hidesPaths)), next: rows.length > limit && last ? showId("call", last.id) : null };
}

function tenantOf({ scope }: Ctx): CallTenant {
  return {
    customerId: scope.kind === "customer" ? scope.customerId : null,
    publisherId: scope.kind === "publisher" ? scope.publisherId : null,
    sideId: scope.kind === "side" ? scope.sideId : null,
  };
}

function show(row: Call & CallOwner, hidesPaths: boolean): HostCall {
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
    path: hidesPaths && refused === null ? null : path,
    status,
    bytesOut,
    bytesIn,
    tookMs,
    refused,
    count,
  };
}
