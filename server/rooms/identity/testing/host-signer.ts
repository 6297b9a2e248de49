import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import type { Clock } from "../../../base/index.ts";

/** A host's back end: pairs of keys, and tokens signed with them. */
export interface HostSigner {
  jwk: Record<string, unknown> & { kid: string };
  /** @param claims over the usual ones; `seconds` of life, `at` seconds from now */
  sign(claims?: object, changes?: { seconds?: number; at?: number; issuer?: string; kid?: string; audience?: string }): Promise<string>;
}

export const audience = "http://127.0.0.1:4400";

export async function makeSigner(
  clock: Clock,
  issuer: string,
  kid: string,
  alg: "ES256" | "RS256" | "EdDSA" = "ES256",
): Promise<HostSigner> {
  const { publicKey, privateKey }: { publicKey: CryptoKey; privateKey: CryptoKey } = await generateKeyPair(alg, { extractable: true });
  return {
    jwk: { ...(await exportJWK(publicKey)), kid },
    sign: (claims = {}, changes = {}) => {
      const now = Math.floor(clock.now() / 1000) + (changes.at ?? 0);
      const usual = { sub: "u-1", name: "Ann", role: "owner", customer: { id: "c-1", name: "Acme" }, jti: crypto.randomUUID() };
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg, kid: changes.kid ?? kid })
        .setIssuer(changes.issuer ?? issuer)
        .setAudience(changes.audience ?? audience)
        .setIssuedAt(now)
        .setExpirationTime(now + (changes.seconds ?? 60))
        .sign(privateKey);
    },
  };
}
