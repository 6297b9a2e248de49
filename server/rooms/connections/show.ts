import { readId, showId, type ConnectionView, type IdKind, type NoticeView, type ProviderDefinition } from "@stoa/contract";
import { notFound } from "../../base/index.ts";
import type { ConnectDeps } from "./deps.ts";
import type { ConnectionRow } from "./store/connections.ts";
import type { NoticeRow } from "./store/notices.ts";

const moment = (milliseconds: number | null): string | null => (milliseconds === null ? null : new Date(milliseconds).toISOString());

const nouns: Partial<Record<IdKind, string>> = { connection: "connection", connectionAttempt: "try to connect", listing: "listing" };

/** The uuid in a path or body. @throws StoaError not_found */
export function takeId(kind: IdKind, text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(nouns[kind] ?? kind);
  return id;
}

/** What of a provider is shown with its connections. */
export type Shown = Pick<ProviderDefinition, "name" | "title" | "kind" | "documents" | "fields">;

/** Never a value of the credential. */
export function showConnection(row: ConnectionRow, definition: Shown): ConnectionView {
  const { name, title, kind, documents, fields } = definition;
  const asked = new Set(fields.filter(({ secret }) => !secret).map((field) => field.name));
  return {
    id: showId("connection", row.id),
    name: row.name,
    provider: { name, title, kind, documents, fields },
    account: row.accountName ?? row.accountId,
    scopes: row.scopes,
    fields: Object.fromEntries(Object.entries(row.fields).filter(([field]) => asked.has(field))),
    state: row.state,
    reason: row.reason,
    since: moment(row.since),
    expiresAt: moment(row.expiresAt),
    refreshedAt: moment(row.refreshedAt),
    testedAt: moment(row.testedAt),
    testError: row.testError,
    usedAt: moment(row.usedAt),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}

export function showNotice(deps: Pick<ConnectDeps, "publicUrl">, customerId: string, row: NoticeRow): NoticeView {
  return {
    id: showId("notice", row.id),
    connectionId: showId("connection", row.connectionId),
    text: row.text,
    link: `${deps.publicUrl}/shop/connections?customer=${showId("customer", customerId)}&connection=${showId("connection", row.connectionId)}`,
    createdAt: new Date(row.createdAt).toISOString(),
    endedAt: moment(row.endedAt),
  };
}
