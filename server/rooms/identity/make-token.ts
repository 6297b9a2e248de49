import { audit, newId, StoaError, transaction, type Actor, type Ctx, type Role, type Scope } from "../../base/index.ts";
import { newCredential } from "./credentials.ts";
import { insertToken, type TokenRow } from "./store/tenants.ts";
import { auditTenant, tenantOf } from "./tenant-of.ts";

export interface CreateTokenInput {
  name: string;
  roles: readonly Role[];
  days?: number | undefined;
}

/** A token, also for whoever may not give tokens away: by signing in at a terminal they get one for themselves that only reads. */
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
