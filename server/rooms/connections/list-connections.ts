import type { ConnectionView, NoticeView } from "@stoa/contract";
import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { readSideAddress } from "../identity/index.ts";
import type { ConnectDeps } from "./deps.ts";
import { resolveOf } from "./resolve-provider.ts";
import { readingCustomer } from "./scope.ts";
import { showConnection, showNotice } from "./show.ts";
import { findConnection, listConnectionRows, type ConnectionRow } from "./store/connections.ts";
import { listNoticeRows } from "./store/notices.ts";

/** A customer's connections, newest first; not those that have ended. */
export async function listConnections(ctx: Ctx, deps: ConnectDeps): Promise<ConnectionView[]> {
  const { customerId } = readingCustomer(ctx);
  return showAll(ctx, deps, await transaction(ctx, ({ tx }) => listConnectionRows(tx, customerId)));
}

/** @throws StoaError not_found */
export async function getConnection(ctx: Ctx, deps: ConnectDeps, input: { connectionId: string }): Promise<ConnectionView> {
  const { customerId } = readingCustomer(ctx);
  const row = await transaction(ctx, ({ tx }) => findConnection(tx, customerId, input.connectionId));
  if (!row) throw notFound("connection");
  return showOne(ctx, deps, row);
}

/** What a customer was told of their connections, newest first. */
export async function listNotices(ctx: Ctx, deps: ConnectDeps): Promise<NoticeView[]> {
  const { customerId, sideId } = readingCustomer(ctx);
  return transaction(ctx, async ({ tx }) => {
    const publicUrl = await readSideAddress(tx, deps.publicUrl, sideId);
    return (await listNoticeRows(tx, customerId)).map((row) => showNotice({ publicUrl }, customerId, row));
  });
}

export async function showAll(ctx: Ctx, deps: ConnectDeps, rows: readonly ConnectionRow[]): Promise<ConnectionView[]> {
  const shown: ConnectionView[] = [];
  for (const row of rows) shown.push(await showOne(ctx, deps, row));
  return shown;
}

/** One whose provider nobody describes any more is shown by its name. */
export async function showOne(ctx: Ctx, deps: ConnectDeps, row: ConnectionRow): Promise<ConnectionView> {
  const known = deps.catalogue.get(row.provider) ?? (await resolveOf(ctx, deps, row).catch(() => undefined))?.definition;
  return showConnection(row, known ?? { name: row.provider, title: row.provider, kind: "custom", documents: "", fields: [] });
}
