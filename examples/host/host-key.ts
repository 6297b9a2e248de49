import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";

export type HostKey = { privateKey: CryptoKey; publicJwk: JWK & { kid: string }; kid: string; secret: string };

/** Reads the ES256 key that signs people in at the marketplace; makes the file (0600) at first use. */
export async function readHostKey(file: string): Promise<HostKey> {
  if (!existsSync(file)) await writeHostKey(file);
  const jwk = JSON.parse(readFileSync(file, "utf8")) as JWK;
  const privateKey = await importJWK(jwk, "ES256", { extractable: true });
  if (!(privateKey instanceof CryptoKey) || typeof jwk.d !== "string")
    throw new Error(`${file} is no private ES256 key; delete it and a new one is made`);
  const kid = jwk.kid ?? (await calculateJwkThumbprint(jwk));
  const publicJwk = { kty: "EC", crv: "P-256", x: jwk.x ?? "", y: jwk.y ?? "", alg: "ES256", use: "sig", kid };
  return { privateKey, publicJwk, kid, secret: createHash("sha256").update(`ledgerline ${jwk.d}`).digest("hex") };
}

async function writeHostKey(file: string): Promise<void> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  jwk.kid = await calculateJwkThumbprint(jwk);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
  chmodSync(file, 0o600);
}
