import { Type } from "typebox";
import { Value } from "typebox/value";
import { privatePartsOf, takePublicKey } from "./key-kinds.ts";
import type { SetKey } from "./store/keys.ts";

/** Asks an address that a tenant named, by the rules of egress; handed in by the wiring. @throws with a text that is safe to show */
export type AskAddress = (url: string) => Promise<Response>;

/** Where every key is registered. */
export const askNobody: AskAddress = () => Promise.reject(new Error("No address is asked here."));

const mostBytes = 65_536;
const mostKeys = 20;

const KeySet = Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown()), { maxItems: 100 }) });

/** Why a key set cannot be used, in words for the host's developer. */
export class KeySetFault extends Error {}

/** The usable signing keys that the address publishes. @throws KeySetFault */
export async function fetchKeySet(ask: AskAddress, url: string): Promise<SetKey[]> {
  const document = await readDocument(ask, url);
  const keys: SetKey[] = [];
  for (const jwk of document.keys) {
    if (privatePartsOf(jwk).length > 0)
      throw new KeySetFault("It publishes a private key: make a new pair, publish its public half only, and trust the old one no more.");
    const { kid, use } = jwk;
    if (typeof kid !== "string" || kid === "" || (use !== undefined && use !== "sig")) continue;
    const taken = await takePublicKey(jwk);
    if ("jwk" in taken) keys.push({ ...taken.jwk, kid, alg: String(taken.jwk["alg"]) });
  }
  if (keys.length === 0) throw new KeySetFault("It has no key with a kid that is RSA (RS256), EC P-256 (ES256) or Ed25519 (EdDSA).");
  if (keys.length > mostKeys) throw new KeySetFault(`It has ${keys.length} keys; ${mostKeys} is the most.`);
  return keys;
}

async function readDocument(ask: AskAddress, url: string): Promise<{ keys: Record<string, unknown>[] }> {
  const answer = await ask(url).catch((error: unknown) => {
    throw new KeySetFault(error instanceof Error ? error.message : "It gave no answer.");
  });
  if (answer.status !== 200)
    throw new KeySetFault(
      `It answered ${answer.status}${answer.status >= 300 && answer.status < 400 ? ", and no redirect is followed" : ""}.`,
    );
  const text = await answer.text();
  if (text.length > mostBytes) throw new KeySetFault("Its answer is longer than 64 KB.");
  try {
    const value: unknown = JSON.parse(text);
    if (Value.Check(KeySet, value)) return value;
  } catch {
    // Said below.
  }
  throw new KeySetFault('Its answer is no key set: JSON with "keys", a list of public JWKs.');
}
