import { audit, newId, requireRole, StoaError, transaction, type Ctx, type Role, type TxCtx } from "../../base/index.ts";
import { newCredential } from "./credentials.ts";
import { findPersonByEmail, insertLink, insertMembership, insertPerson } from "./store/access.ts";

export interface CreatedLink {
  id: string;
  code: string;
  expiresAt: number;
}

const signInMinutes = 30;
const inviteDays = 7;

/** A one-time sign-in link for the operator of this machine, made by its own commands; makes the operator's person when there is none. */
export async function createOperatorLink(ctx: Ctx, input: { email: string; name: string }): Promise<CreatedLink> {
  requireRole(ctx, "operator");
  return transaction(ctx, async (inner) => {
    const now = inner.clock.now();
    const found = await findPersonByEmail(inner.tx, input.email);
    const personId = found?.id ?? newId(inner.clock);
    if (!found) await insertPerson(inner.tx, { id: personId, email: input.email, name: input.name, sideId: null, subject: null, now });
    await insertMembership(inner.tx, { id: newId(inner.clock), personId, role: "operator", now });
    await audit(inner, { verb: "link.sign_in", subject: personId });
    return saveLink(inner, {
      kind: "sign_in",
      personId,
      role: null,
      hostId: null,
      publisherId: null,
      publisherName: null,
      email: input.email,
      minutes: signInMinutes,
    });
  });
}

export interface InviteInput {
  email: string;
  role: Role;
  publisherName?: string | undefined;
}

/**
 * Invites a person by link: a host's owner invites colleagues and publishers, a publisher's owner its developers, an operator anyone
 * into a host. The role says into what. @throws StoaError forbidden, invalid_input
 */
export async function createInvite(ctx: Ctx, input: InviteInput): Promise<CreatedLink> {
  const target = inviteTarget(ctx, input);
  return transaction(ctx, async (inner) => {
    const link = await saveLink(inner, {
      kind: "invite",
      personId: null,
      role: input.role,
      email: input.email,
      minutes: inviteDays * 1440,
      ...target,
    });
    await audit(inner, {
      verb: "link.invite",
      subject: link.id,
      ...(inner.scope.kind === "side" ? { sideId: inner.scope.sideId } : {}),
      ...(target.publisherId ? { publisherId: target.publisherId } : {}),
      after: { role: input.role, email: input.email },
    });
    return link;
  });
}

function inviteTarget(ctx: Ctx, input: InviteInput): { hostId: string | null; publisherId: string | null; publisherName: string | null } {
  const { scope } = ctx;
  if (scope.kind === "side" && input.role.startsWith("host_")) {
    requireRole(ctx, "host_owner", "operator");
    return { hostId: scope.hostId, publisherId: null, publisherName: null };
  }
  if (scope.kind === "side" && input.role === "publisher_owner") {
    requireRole(ctx, "host_owner", "host_reviewer", "operator");
    if (input.publisherName === undefined)
      throw new StoaError("invalid_input", {
        what: "The publisher needs a name.",
        problems: [{ path: "body/publisherName", message: "is missing" }],
      });
    return { hostId: scope.hostId, publisherId: null, publisherName: input.publisherName };
  }
  if (scope.kind === "publisher" && input.role.startsWith("publisher_")) {
    requireRole(ctx, "publisher_owner", "operator");
    return { hostId: null, publisherId: scope.publisherId, publisherName: null };
  }
  throw new StoaError("invalid_input", {
    what: `A person cannot be invited here with the role ${input.role}.`,
    problems: [{ path: "body/role", message: "does not belong to this place" }],
  });
}

interface LinkInput {
  kind: "sign_in" | "invite";
  personId: string | null;
  role: Role | null;
  hostId: string | null;
  publisherId: string | null;
  publisherName: string | null;
  email: string | null;
  minutes: number;
}

/** The row of a new link; its code is returned once and only its hash kept. */
export async function saveLink(ctx: TxCtx, { minutes, ...row }: LinkInput): Promise<CreatedLink> {
  const { text, hash } = newCredential("lnk");
  const now = ctx.clock.now();
  const id = newId(ctx.clock);
  const expiresAt = now + minutes * 60_000;
  const createdBy = ctx.actor.kind === "person" ? ctx.actor.personId : null;
  await insertLink(ctx.tx, { ...row, id, hash, createdBy, now, expiresAt });
  return { id, code: text, expiresAt };
}
