import { audit, newId, StoaError, transaction, type Actor, type Ctx, type Role, type Scope, type TxCtx } from "../../base/index.ts";
import { newCredential } from "./credentials.ts";
import { requireOpenCustomer } from "./require-open-customer.ts";
import { holdMemberships, holdToken, insertToken, type TenantColumns, type TokenRow } from "./store/tenants.ts";
import { auditTenant, tenantOf } from "./tenant-of.ts";

export interface CreateTokenInput {
  name: string;
  roles: readonly Role[];
  days?: number | undefined;
}

/**
 * A token, also for whoever may not give tokens away: by signing in at a terminal they get one for themselves that only reads. A token that
 * a token makes is its person's too, and ends with that person's access. @throws StoaError forbidden, invalid_input
 */
export async function makeToken(ctx: Ctx, input: CreateTokenInput & { readOnly?: boolean }): Promise<TokenRow & { text: string }> {
  const { readOnly = false } = input;
  const tenant = tenantOf(ctx.scope);
  checkRoles(ctx.scope, ctx.actor, input.roles);
  return transaction(ctx, async (inner) => {
    if (inner.scope.kind === "customer") await requireOpenCustomer(inner, inner.scope.customerId);
    const createdBy = await holdMaker(inner, tenant, input.roles);
    const { text, hash, hint } = newCredential("tok");
    const now = inner.clock.now();
    const expiresAt = input.days === undefined ? null : now + input.days * 86_400_000;
    const id = newId(inner.clock);
    const { name, roles } = input;
    const row = await insertToken(inner.tx, { ...tenant, id, name, hash, hint, roles, readOnly, createdBy, now, expiresAt });
    if (!row) throw new StoaError("internal", "The token could not be saved.");
    await audit(inner, { verb: "token.create", subject: id, ...auditTenant(inner.scope), after: { name, roles, readOnly } });
    return { ...row, text };
  });
}

/**
 * The person a new token is of, null for none. Their role, or the token it is made with, is held until the transaction ends: of an ending
 * and a making at once the ending sees the new token, or there is none.
 */
async function holdMaker(ctx: TxCtx, tenant: TenantColumns, roles: readonly Role[]): Promise<string | null> {
  const { actor, tx } = ctx;
  if (actor.kind === "token") {
    const maker = await holdToken(tx, actor.tokenId);
    if (!maker) throw accessEnded();
    return maker.createdBy;
  }
  if (actor.kind !== "person") return null;
  const held = await holdMemberships(tx, actor.personId, tenant);
  const live = held.filter(({ ended }) => !ended).map(({ role }) => role);
  // An operator acts in a tenant without a role of its own.
  if (held.length > 0 && !actor.roles.includes("operator")) {
    if (live.length === 0) throw accessEnded();
    checkRoles(ctx.scope, { ...actor, roles: live }, roles);
  }
  return actor.personId;
}

function accessEnded(): StoaError {
  return new StoaError("forbidden", { what: "Your access has ended.", fix: "Ask whoever gave it to you." });
}

const scopePrefix: Record<Scope["kind"], string> = {
  customer: "customer_",
  publisher: "publisher_",
  side: "host_",
  operator: "operator",
  engine: "",
};

/** A token may not do more than who makes it: an owner gives any role of the place, others only roles they hold. */
function checkRoles(scope: Scope, actor: Actor, roles: readonly Role[]): void {
  const foreign = roles.find((role) => !role.startsWith(scopePrefix[scope.kind]));
  if (foreign !== undefined)
    throw new StoaError("invalid_input", {
      what: `The role ${foreign} does not belong to this place.`,
      problems: [{ path: "body/roles", message: "does not belong here" }],
    });
  if (actor.kind === "machine" || actor.kind === "engine") return;
  const held: readonly Role[] = actor.kind === "hook" ? [] : actor.roles;
  if (held.some((role) => role === "operator" || role.endsWith("_owner"))) return;
  if (roles.some((role) => !held.includes(role)))
    throw new StoaError("forbidden", { what: "A token cannot have a role its maker does not have.", fix: "Ask an owner to make it." });
}
