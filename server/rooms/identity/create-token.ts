import { showId, type TokenView } from "@stoa/contract";
import {
  audit,
  newId,
  notFound,
  requireRole,
  StoaError,
  transaction,
  type Actor,
  type Ctx,
  type Role,
  type Scope,
} from "../../base/index.ts";
import { newCredential } from "./credentials.ts";
import { insertToken, listTokenRows, revokeTokenRow, type TenantColumns, type TokenRow } from "./store/tenants.ts";

export interface CreateTokenInput {
  name: string;
  roles: readonly Role[];
  days?: number | undefined;
}

/** Who may let a program act for them. */
export const tokenMakers: readonly Role[] = ["operator", "host_owner", "publisher_owner", "publisher_developer", "customer_owner"];

/** A token for programs in the scope's tenant, with roles its maker holds; its text is returned this once. @throws StoaError forbidden, invalid_input */
export async function createToken(ctx: Ctx, input: CreateTokenInput): Promise<TokenRow & { text: string }> {
  requireRole(ctx, ...tokenMakers);
  return makeToken(ctx, input);
}

/** The same for whoever may not give tokens away: by signing in at a terminal they get one for themselves that only reads. */
export async function makeToken(ctx: Ctx, input: CreateTokenInput & { readOnly?: boolean }): Promise<TokenRow & { text: string }> {
  const { readOnly = false } = input;
  const tenant = tenantOf(ctx.scope);
  checkRoles(ctx, input.roles);
  return transaction(ctx, async (inner) => {
    const { text, hash, hint } = newCredential("tok");
    const now = inner.clock.now();
    const expiresAt = input.days === undefined ? null : now + input.days * 86_400_000;
    const id = newId(inner.clock);
    const row = await insertToken(inner.tx, {
      ...tenant,
      id,
      name: input.name,
      hash,
      hint,
      roles: input.roles,
      readOnly,
      createdBy: personOf(inner.actor),
      now,
      expiresAt,
    });
    if (!row) throw new StoaError("internal", "The token could not be saved.");
    await audit(inner, {
      verb: "token.create",
      subject: id,
      ...auditTenant(inner.scope),
      after: { name: input.name, roles: input.roles, readOnly },
    });
    return { ...row, text };
  });
}

/** The live tokens of the scope's tenant, newest first, without their texts. */
export async function listTokens(ctx: Ctx): Promise<TokenRow[]> {
  requireRole(ctx, ...tokenMakers);
  return transaction(ctx, ({ tx, scope }) => listTokenRows(tx, tenantOf(scope)));
}

/** Ends a token at once. @throws StoaError forbidden, not_found */
export async function revokeToken(ctx: Ctx, input: { tokenId: string }): Promise<void> {
  requireRole(ctx, ...tokenMakers);
  await transaction(ctx, async (inner) => {
    const ended = await revokeTokenRow(inner.tx, input.tokenId, tenantOf(inner.scope), inner.clock.now());
    if (ended === 0) throw notFound("token");
    await audit(inner, { verb: "token.revoke", subject: input.tokenId, ...auditTenant(inner.scope) });
  });
}

export function showToken(row: TokenRow): TokenView {
  const time = (value: number | null): string | null => (value === null ? null : new Date(value).toISOString());
  return {
    id: showId("token", row.id),
    name: row.name,
    hint: row.hint,
    roles: row.roles as TokenView["roles"],
    readOnly: row.readOnly,
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: time(row.expiresAt),
    lastUsedAt: time(row.lastUsedAt),
  };
}

/** The tenant columns of a scope; an operator's own rows have none. */
export function tenantOf(scope: Scope): TenantColumns {
  return {
    hostId: scope.kind === "side" ? scope.hostId : null,
    publisherId: scope.kind === "publisher" ? scope.publisherId : null,
    customerId: scope.kind === "customer" ? scope.customerId : null,
  };
}

/** The tenant ids of a scope as audit and facts name them. */
export function auditTenant(scope: Scope): { sideId?: string; publisherId?: string; customerId?: string } {
  switch (scope.kind) {
    case "side":
      return { sideId: scope.sideId };
    case "publisher":
      return { publisherId: scope.publisherId };
    case "customer":
      return { sideId: scope.sideId, customerId: scope.customerId };
    case "operator":
    case "engine":
      return {};
  }
}

const scopePrefix: Record<Scope["kind"], string> = {
  customer: "customer_",
  publisher: "publisher_",
  side: "host_",
  operator: "operator",
  engine: "",
};

/** A token may not do more than who makes it: an owner gives any role of the place, others only roles they hold. */
function checkRoles(ctx: Ctx, roles: readonly Role[]): void {
  const foreign = roles.find((role) => !role.startsWith(scopePrefix[ctx.scope.kind]));
  if (foreign !== undefined)
    throw new StoaError("invalid_input", {
      what: `The role ${foreign} does not belong to this place.`,
      problems: [{ path: "body/roles", message: "does not belong here" }],
    });
  const { actor } = ctx;
  if (actor.kind === "machine" || actor.kind === "engine") return;
  const held: readonly Role[] = actor.kind === "hook" ? [] : actor.roles;
  if (held.some((role) => role === "operator" || role.endsWith("_owner"))) return;
  if (roles.some((role) => !held.includes(role)))
    throw new StoaError("forbidden", { what: "A token cannot have a role its maker does not have.", fix: "Ask an owner to make it." });
}

function personOf(actor: Actor): string | null {
  return actor.kind === "person" ? actor.personId : null;
}
