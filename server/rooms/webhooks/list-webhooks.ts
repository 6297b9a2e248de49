import { showId, type WebhookView } from "@stoa/contract";
import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { ownerFor } from "./require-endpoint.ts";
import { listEndpoints, type ListedEndpoint } from "./store/endpoints.ts";

/** The addresses that the side's host, or the customer, is told at, newest first, or one of them. @throws StoaError forbidden, not_found */
export async function listWebhooks(ctx: Ctx, input: { endpointId?: string } = {}): Promise<WebhookView[]> {
  const { ownerId } = ownerFor(ctx, "reads");
  const rows = await transaction(ctx, ({ tx }) => listEndpoints(tx, ownerId, input.endpointId));
  if (input.endpointId !== undefined && rows.length === 0) throw notFound("webhook");
  return rows.map((row) => show(row, ctx.clock.now()));
}

function show(row: ListedEndpoint, now: number): WebhookView {
  const moment = (value: number | null): string | null => (value === null ? null : new Date(value).toISOString());
  return {
    id: showId("webhook", row.id),
    url: row.url,
    name: row.name,
    events: row.events,
    state: row.state,
    previousUntil: row.previousUntil !== null && row.previousUntil > now ? moment(row.previousUntil) : null,
    publicKey: row.publicKey,
    previousPublicKey: row.previousUntil !== null && row.previousUntil > now ? row.previousPublicKey : null,
    failingSince: moment(row.failingSince),
    lastOkAt: moment(row.lastOkAt),
    error: row.error,
    waiting: row.waiting,
    failed: row.failed,
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
