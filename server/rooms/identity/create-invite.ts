import { audit, requireRole, StoaError, transaction, type Ctx, type Role } from "../../base/index.ts";
import { type CreatedLink, saveLink } from "./save-link.ts";
import { findHost } from "./store/tenants.ts";

const inviteDays = 7;

export interface InviteInput {
  email: string;
  role: Role;
  publisherName?: string | undefined;
}

/**
 * Invites a person by link: a host's owner invites colleagues and publishers, a publisher's owner its developers, an operator anyone
 * into a host. The role says into what. @returns the link, and for a colleague the host or publisher whose sign-in providers its page offers. @throws StoaError forbidden, invalid_input
 */
export async function createInvite(
  ctx: Ctx,
  input: InviteInput,
): Promise<CreatedLink & { hostSlug: string | null; publisherId: string | null }> {
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
    const host = input.role.startsWith("host_") && target.hostId !== null ? await findHost(inner.tx, target.hostId) : undefined;
    return { ...link, hostSlug: host?.slug ?? null, publisherId: target.publisherId };
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
