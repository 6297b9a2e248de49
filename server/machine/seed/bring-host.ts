import { engineCtx, type Ctx } from "../../base/index.ts";
import { createHost, createInvite, editHost, registerSideKey, spendLink } from "../../rooms/identity/index.ts";
import { ctxOf, makeSigningKey, type SeedPlace, type SigningKey } from "./place.ts";

export interface HostSpec {
  name: string;
  slug: string;
  look: Record<string, string>;
  origin: string;
  owner: { name: string; email: string };
}

/** One of a host's two sides, with the key its product signs with there. */
export interface BroughtSide {
  sideId: string;
  key: SigningKey;
  owner: Ctx;
}

export interface BroughtHost {
  hostId: string;
  spec: HostSpec;
  test: BroughtSide;
  live: BroughtSide;
}

/** A host with its look, an owner who came by invitation, and a key on each side. */
export async function bringHost(place: SeedPlace, spec: HostSpec): Promise<BroughtHost> {
  const operator = ctxOf(place, { kind: "operator" });
  const host = await createHost(operator, { name: spec.name, slug: spec.slug });
  await editHost(operator, { hostId: host.id, look: spec.look, origins: [spec.origin] });
  const sideOf = (kind: "test" | "live"): string => host.sides.find((side) => side.kind === kind)?.id ?? "";
  const invite = await createInvite(ctxOf(place, { kind: "side", sideId: sideOf("live"), hostId: host.id }), {
    email: spec.owner.email,
    role: "host_owner",
  });
  const { personId } = await spendLink(engineCtx(place, "seed"), { code: invite.code, name: spec.owner.name });
  const person = { id: personId, roles: ["host_owner"] as const };
  const side = async (kind: "test" | "live"): Promise<BroughtSide> => {
    const owner = ctxOf(place, { kind: "side", sideId: sideOf(kind), hostId: host.id }, person);
    const key = makeSigningKey(`${spec.origin}/${kind}`);
    await registerSideKey(owner, { kid: key.kid, issuer: key.issuer, jwk: key.jwk });
    return { sideId: sideOf(kind), key, owner };
  };
  return { hostId: host.id, spec, test: await side("test"), live: await side("live") };
}
