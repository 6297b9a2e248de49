// Node 18 or newer, nothing to install.
import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const key = createPrivateKey(readFileSync(process.env.STOA_KEY_FILE));
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token that signs one of your people in at the marketplace: good once, for a minute. */
export function signStoaToken(person, customer) {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: "EdDSA", typ: "JWT", kid: process.env.STOA_KID };
  const who = { sub: person.id, name: person.name, email: person.email, role: person.role, customer };
  const claims = { iss: process.env.STOA_ISSUER, aud: process.env.STOA_URL, jti: randomUUID(), iat: now, exp: now + 60, ...who };
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString("base64url")}`;
}
