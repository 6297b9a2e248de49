import { engineCtx, type Ctx } from "../../base/index.ts";
import { createInvite, createPublisher, spendLink } from "../../rooms/identity/index.ts";
import { ctxOf, type SeedPlace } from "./place.ts";

export interface PublisherSpec {
  name: string;
  slug: string;
  owner: { name: string; email: string };
}

export interface BroughtPublisher {
  publisherId: string;
  spec: PublisherSpec;
  owner: Ctx;
}

/** A publisher that a host admitted, with an owner who came by invitation. */
export async function bringPublisher(place: SeedPlace, spec: PublisherSpec, hostId: string): Promise<BroughtPublisher> {
  const made = await createPublisher(ctxOf(place, { kind: "operator" }), { name: spec.name, slug: spec.slug, hostId });
  const scope = { kind: "publisher" as const, publisherId: made.id };
  const invite = await createInvite(ctxOf(place, scope), { email: spec.owner.email, role: "publisher_owner" });
  const { personId } = await spendLink(engineCtx(place, "seed"), { code: invite.code, name: spec.owner.name });
  return { publisherId: made.id, spec, owner: ctxOf(place, scope, { id: personId, roles: ["publisher_owner"] }) };
}
