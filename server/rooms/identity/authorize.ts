import { engineCtx, notFound, StoaError, transaction, type Actor, type Ctx, type Role, type Scope, type Tx } from "../../base/index.ts";
import { credentialKind, hashCredential } from "./credentials.ts";
import { doesOpen, onlyOf } from "./only.ts";
import { findCustomer, findSession, findSide, findToken, listRolesOf, type CredentialRow, type MembershipRow } from "./store/access.ts";

/** What a host's own domain opens: one side and its customers. */
export interface Within {
  sideId: string;
}

export interface Target {
  kind: "customer" | "publisher" | "side" | "operator";
  /** The tenant's uuid; undefined for the operator. */
  id: string | undefined;
}

/** Who holds a credential, with every membership. */
export interface Bearer {
  credential: CredentialRow;
  memberships: MembershipRow[];
}

/**
 * Whose credential this is and, for a target tenant, the scope and the roles held in it. A tenant one has no role in answers as if
 * it were not there. An operator may enter every tenant, with the role operator.
 * @param within at a host's own domain: nothing but its side is there, and nobody is an operator
 * @throws StoaError unauthenticated, not_found
 */
export async function authorize(
  ctx: Pick<Ctx, "db" | "clock" | "log">,
  credential: string | undefined,
  target: Target,
  within?: Within,
): Promise<{ scope: Scope; actor: Actor }> {
  return transaction(engineCtx(ctx, "authorize"), async ({ tx, clock }) => {
    const bearer = await identify(tx, credential, clock.now());
    const { scope, roles } = await enter(tx, bearer.memberships, target, within);
    return { scope, actor: toActor(bearer.credential, roles) };
  });
}

/** The scope of a tenant and the roles these memberships give in it. @throws StoaError not_found, forbidden when they give none */
export async function enter(
  tx: Tx,
  memberships: readonly MembershipRow[],
  target: Target,
  within?: Within,
): Promise<{ scope: Scope; roles: Role[] }> {
  const { scope, hostId, closed } = await locate(tx, target);
  if (within && !("sideId" in scope && scope.sideId === within.sideId)) throw notFound(target.kind);
  const roles = memberships
    .filter(({ role }) => !within || role !== "operator")
    .filter((membership) => holdsIn(membership, scope, hostId) && !(closed && membership.customerId !== null))
    .map((membership) => membership.role);
  if (roles.length === 0) throw target.kind === "operator" ? notOperator() : notFound(target.kind);
  return { scope, roles };
}

/** Reads a credential. @throws StoaError unauthenticated */
export async function identify(tx: Tx, credential: string | undefined, now: number): Promise<Bearer> {
  const kind = credential === undefined ? undefined : credentialKind(credential);
  if (credential === undefined || (kind !== "ses" && kind !== "tok")) throw new StoaError("unauthenticated", "You are not signed in.");
  const hash = hashCredential(credential);
  const found = kind === "ses" ? await findSession(tx, hash, now) : await findToken(tx, hash, now);
  if (!found)
    throw new StoaError("unauthenticated", { what: "This session or token has ended.", fix: "Sign in again, or make a new token." });
  const memberships = found.personId ? await listRolesOf(tx, found.personId) : tokenMemberships(found);
  const only = onlyOf(found);
  return { credential: found, memberships: memberships.filter((membership) => doesOpen(only, membership)) };
}

function tokenMemberships(token: CredentialRow): MembershipRow[] {
  const { hostId, publisherId, customerId } = token;
  return token.roles.map((role) => ({ role, hostId, publisherId, customerId }));
}

/** @returns `closed` for a customer whose host ended its access */
async function locate(tx: Tx, target: Target): Promise<{ scope: Scope; hostId: string | undefined; closed?: boolean }> {
  const id = target.id ?? "";
  switch (target.kind) {
    case "operator":
      return { scope: { kind: "operator" }, hostId: undefined };
    case "publisher":
      return { scope: { kind: "publisher", publisherId: id }, hostId: undefined };
    case "side": {
      const side = await findSide(tx, id);
      if (!side) throw notFound("side");
      return { scope: { kind: "side", sideId: side.id, hostId: side.hostId }, hostId: side.hostId };
    }
    case "customer": {
      const customer = await findCustomer(tx, id);
      if (!customer) throw notFound("customer");
      const { sideId, hostId, closed } = customer;
      return { scope: { kind: "customer", customerId: customer.id, sideId }, hostId, closed };
    }
  }
}

function holdsIn(membership: MembershipRow, scope: Scope, hostId: string | undefined): boolean {
  if (membership.role === "operator") return true;
  switch (scope.kind) {
    case "customer":
      return membership.customerId === scope.customerId;
    case "publisher":
      return membership.publisherId === scope.publisherId;
    case "side":
      return membership.hostId === hostId && hostId !== undefined;
    case "operator":
    case "engine":
      return false;
  }
}

function toActor(credential: CredentialRow, roles: readonly Role[]): Actor {
  if (credential.kind === "token")
    return { kind: "token", tokenId: credential.id, roles, ...(credential.readOnly ? { readOnly: true } : {}) };
  return { kind: "person", personId: credential.personId ?? "", roles };
}

function notOperator(): StoaError {
  return new StoaError("forbidden", { what: "This takes the role operator.", fix: "Ask the operator of this deployment." });
}
