import { readId, showId, type CustomerView, type IdKind, type MemberView, type PublisherView } from "@stoa/contract";
import { audit, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { auditTenant, tenantOf } from "./create-token.ts";
import * as store from "./store/tenants.ts";

export interface ListQuery {
  after?: string | undefined;
  limit?: number | undefined;
  q?: string | undefined;
}

export interface Listed<View> {
  items: View[];
  next: string | null;
}

/** Hosts of the deployment, newest first, by part of a name. */
export async function listHosts(ctx: Ctx, query: ListQuery): Promise<Listed<store.HostRow>> {
  requireRole(ctx, "operator");
  const input = toInput("host", query);
  return page("host", input, await transaction(ctx, ({ tx }) => store.listHostRows(tx, input)), (row) => row);
}

/** Publishers: all for an operator, the admitted ones for a host. */
export async function listPublishers(ctx: Ctx, query: ListQuery): Promise<Listed<PublisherView>> {
  const input = toInput("publisher", query);
  const hostId = ctx.scope.kind === "side" ? ctx.scope.hostId : undefined;
  const rows = await transaction(ctx, ({ tx }) => store.listPublisherRows(tx, hostId, input));
  return page("publisher", input, rows, (row) => ({
    id: showId("publisher", row.id),
    slug: row.slug,
    name: row.name,
    createdAt: iso(row.createdAt),
  }));
}

/** Customers: all for an operator, or one host's; its own for a host's side. */
export async function listCustomers(ctx: Ctx, query: ListQuery & { hostId?: string | undefined }): Promise<Listed<CustomerView>> {
  const input = toInput("customer", query);
  const sideId = ctx.scope.kind === "side" ? ctx.scope.sideId : undefined;
  // What is no id of a host finds nothing: no host has that of an empty uuid.
  const hostId = query.hostId === undefined ? undefined : (readId("host", query.hostId) ?? "00000000-0000-0000-0000-000000000000");
  const rows = await transaction(ctx, ({ tx }) => store.listCustomerRows(tx, { sideId, hostId }, input));
  return page("customer", input, rows, (row) => ({
    id: showId("customer", row.id),
    sideId: showId("side", row.sideId),
    externalRef: row.externalRef,
    name: row.name,
    createdAt: iso(row.createdAt),
  }));
}

/** The people of the scope's tenant with their roles. */
export async function listMembers(ctx: Ctx): Promise<MemberView[]> {
  const rows = await transaction(ctx, ({ tx, scope }) => store.listMemberRows(tx, tenantOf(scope)));
  return rows.map((row) => ({
    id: showId("membership", row.id),
    personId: showId("person", row.personId),
    name: row.name,
    email: row.email,
    role: row.role as MemberView["role"],
    since: iso(row.since),
  }));
}

/** Ends a person's role here. @throws StoaError forbidden, conflict when not there or the last owner */
export async function endMembership(ctx: Ctx, input: { membershipId: string }): Promise<void> {
  requireRole(ctx, "operator", "host_owner", "publisher_owner");
  await transaction(ctx, async (inner) => {
    const ended = await store.endMembershipRow(inner.tx, input.membershipId, tenantOf(inner.scope), inner.clock.now());
    if (ended === 0)
      throw new StoaError("conflict", {
        what: "This person has no such role here, or is the last owner.",
        fix: "Make someone else an owner first.",
      });
    await audit(inner, { verb: "membership.end", subject: input.membershipId, ...auditTenant(inner.scope) });
  });
}

function toInput(kind: IdKind, query: ListQuery): store.ListInput {
  const like = query.q === undefined || query.q === "" ? undefined : `%${query.q.replaceAll(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
  return { after: query.after === undefined ? undefined : readId(kind, query.after), limit: (query.limit ?? 50) + 1, like };
}

function page<Row extends { id: string }, View>(kind: IdKind, input: store.ListInput, rows: Row[], show: (row: Row) => View): Listed<View> {
  const shown = rows.slice(0, input.limit - 1);
  const last = shown.at(-1);
  return { items: shown.map(show), next: rows.length > shown.length && last ? showId(kind, last.id) : null };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
