import { readId, type AuditItem, type AuditPage, type AuditQuery } from "@stoa/contract";
import { firstIdOf, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { listAuditRows, type AuditRow } from "./store.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** Who asked for what in the scope's tenant, newest first. @throws StoaError forbidden */
export async function listAudit(ctx: Ctx, query: AuditQuery): Promise<AuditPage> {
  requireRole(ctx, "operator", "host_owner", "publisher_owner", "customer_owner");
  const limit = query.limit ?? 50;
  const filter = { ...tenantOf(ctx), ...filterOf(query), limit: limit + 1 };
  const rows = await transaction(ctx, ({ tx }) => listAuditRows(tx, filter));
  return { items: rows.slice(0, limit).map(show), next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null };
}

function tenantOf({ scope }: Ctx) {
  return {
    customerId: scope.kind === "customer" ? scope.customerId : null,
    publisherId: scope.kind === "publisher" ? scope.publisherId : null,
    sideId: scope.kind === "side" ? scope.sideId : null,
  };
}

function filterOf(query: AuditQuery) {
  const text = query.q ?? "";
  return {
    subject: subjectOf(query),
    like: text === "" ? null : `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`,
    from: boundOf("from", query.from),
    to: boundOf("to", query.to),
    after: query.after !== undefined && uuid.test(query.after) ? query.after : null,
  };
}

/** A row's id tells when it was made, so that a time is a place in the index. @throws StoaError invalid_input: a leap second is no time here */
function boundOf(name: "from" | "to", text: string | undefined): string | null {
  if (text === undefined) return null;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return firstIdOf(at);
  const problems = [{ path: `/${name}`, message: "is no moment that can be counted with" }];
  throw new StoaError("invalid_input", { what: `\`${name}\` is no moment.`, fix: "Give one such as 2026-05-01T00:00:00Z.", problems });
}

const nobody = "00000000-0000-0000-0000-000000000000";

function subjectOf({ installationId }: AuditQuery): string | null {
  return installationId === undefined ? null : (readId("installation", installationId) ?? nobody);
}

function show(row: AuditRow): AuditItem {
  const { id, at, actorKind, actorName, verb, subject, before, after, trace } = row;
  return {
    id,
    at: new Date(at).toISOString(),
    actor: { kind: actorKind, name: actorName },
    verb,
    subject,
    before: before ?? null,
    after: after ?? null,
    trace,
  };
}
