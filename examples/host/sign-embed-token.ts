import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { HostKey } from "./host-key.ts";
import type { Person } from "./store/people.ts";

/** The token that signs a person in at the marketplace: good once, for a minute. Who owns the company here may do everything there. */
export function signEmbedToken(key: HostKey, issuer: string, audience: string, person: Person, now: Date): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  const customer = { id: person.companyId, name: person.companyName };
  const role = person.role === "owner" ? "owner" : "viewer";
  return new SignJWT({ customer, role, name: person.name, email: person.email })
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: key.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(person.id)
    .setJti(randomUUID())
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 60)
    .sign(key.privateKey);
}
