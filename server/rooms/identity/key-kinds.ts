import { importJWK } from "jose";

type Jwk = Record<string, unknown>;

export const keyAlgorithms = ["ES256", "RS256", "EdDSA"] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

const privateFields = ["d", "p", "q", "dp", "dq", "qi", "k"];
const publicFields = ["kty", "crv", "x", "y", "n", "e"];
const fewestBits = 2_048;

/** The algorithm a key signs with, by its kind; undefined for kinds we do not take. A stated `alg` has to agree. */
export function algorithmOf(jwk: Jwk): KeyAlgorithm | undefined {
  const found = byKind(jwk);
  return jwk["alg"] === undefined || jwk["alg"] === found ? found : undefined;
}

function byKind({ kty, crv }: Jwk): KeyAlgorithm | undefined {
  if (kty === "RSA") return "RS256";
  if (kty === "EC" && crv === "P-256") return "ES256";
  return kty === "OKP" && crv === "Ed25519" ? "EdDSA" : undefined;
}

/** The names of what only the owner of a key may have; empty for a public key. */
export function privatePartsOf(jwk: Jwk): string[] {
  return privateFields.filter((field) => jwk[field] !== undefined);
}

/** The public key alone, with its algorithm. @returns why it cannot be used instead */
export async function takePublicKey(jwk: Jwk): Promise<{ jwk: Jwk } | { fault: string }> {
  const alg = algorithmOf(jwk);
  if (!alg) return { fault: "is not RSA (RS256), EC P-256 (ES256) or Ed25519 (EdDSA)" };
  const given = Object.fromEntries(publicFields.filter((field) => jwk[field] !== undefined).map((field) => [field, jwk[field]]));
  try {
    const key = await importJWK({ ...given, alg }, alg);
    if (key instanceof Uint8Array) return { fault: "is not a public key" };
    const { modulusLength } = key.algorithm as { modulusLength?: number };
    if (modulusLength !== undefined && modulusLength < fewestBits)
      return { fault: `has ${modulusLength} bits; ${fewestBits} is the least` };
    return { jwk: { ...given, alg } };
  } catch {
    return { fault: "is not a usable public key" };
  }
}
