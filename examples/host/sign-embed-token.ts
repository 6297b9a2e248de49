import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { HostKey } from "./host-key.ts";
import type { Person } from "./store/people.ts";

export const embedTokenSeconds = 60;

/** Roles as the marketplace names them: who owns the company here may do everything there, others may look. */
function marketplaceRole(person: Person): "owner" | "viewer" {
  return person.role === "owner" ? "owner" : "viewer";
}

/**
 * The token that signs a person in at the marketplace: ES256, good once and for a minute. Claims: `iss` this host, `aud` the marketplace,
 * `sub` the person, `customer` the company, and what they are called.
 */
export function signEmbedToken(key: HostKey, issuer: string, audience: string, person: Person, now: Date): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  const customer = { id: person.companyId, name: person.companyName };
  const claims = { customer, name: person.name, email: person.email, role: marketplaceRole(person) };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: key.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(person.id)
    .setJti(randomUUID())
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + embedTokenSeconds)
    .sign(key.privateKey);
}
