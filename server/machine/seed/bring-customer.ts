import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { readId } from "@stoa/contract";
import { engineCtx, StoaError, type Ctx } from "../../base/index.ts";
import { askNobody, listCustomers, signInFromHost } from "../../rooms/identity/index.ts";
import type { BroughtSide } from "./bring-host.ts";
import { ctxOf, type SeedPlace } from "./place.ts";

export interface CustomerSpec {
  /** The host's own id of the company. */
  ref: string;
  name: string;
  people: { subject: string; name: string; email: string; role: "owner" | "configurer" | "viewer" }[];
}

export interface BroughtCustomer {
  customerId: string;
  spec: CustomerSpec;
  side: BroughtSide;
  /** The first of its people. */
  owner: Ctx;
}

/** Customers of a side, each made by its people's first sign-in with the host's signed token. */
export async function bringCustomers(place: SeedPlace, side: BroughtSide, specs: readonly CustomerSpec[]): Promise<BroughtCustomer[]> {
  const owners = new Map<string, string>();
  for (const spec of specs)
    for (const person of spec.people) owners.set(`${spec.ref} ${person.role}`, await signIn(place, side, spec, person));
  const ids = await idsByRef(side);
  return specs.map((spec) => {
    const customerId = ids.get(spec.ref);
    const personId = owners.get(`${spec.ref} owner`);
    if (customerId === undefined || personId === undefined) throw new StoaError("internal", `The customer ${spec.ref} was not made.`);
    const owner = ctxOf(place, { kind: "customer", customerId, sideId: side.sideId }, { id: personId, roles: ["customer_owner"] });
    return { customerId, spec, side, owner };
  });
}

async function signIn(place: SeedPlace, side: BroughtSide, spec: CustomerSpec, person: CustomerSpec["people"][number]): Promise<string> {
  const { key } = side;
  const now = Math.floor(place.clock.now() / 1_000);
  const claims = { customer: { id: spec.ref, name: spec.name }, name: person.name, email: person.email, role: person.role };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", kid: key.kid })
    .setIssuer(key.issuer)
    .setSubject(person.subject)
    .setAudience(place.audience)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + 60)
    .sign(key.privateKey);
  const engine = engineCtx(place, "seed");
  return (await signInFromHost(engine, { token, audience: place.audience }, askNobody)).personId;
}

async function idsByRef(side: BroughtSide): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let after: string | undefined; ;) {
    const page = await listCustomers(side.owner, { limit: 200, ...(after === undefined ? {} : { after }) });
    for (const one of page.items) ids.set(one.externalRef, readId("customer", one.id) ?? "");
    if (page.next === null) return ids;
    after = page.next;
  }
}
