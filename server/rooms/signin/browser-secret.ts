import { createHash, randomBytes } from "node:crypto";
import { StoaError, type Ctx } from "../../base/index.ts";

/** What only the browser knows that began a sign-in: 256 bits, in a cookie. */
export function newBrowserSecret(): string {
  return randomBytes(32).toString("base64url");
}

export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** State, nonce and verifier of a sign-in, from the browser's secret and the deployment's key: none of them is kept anywhere. @throws StoaError key_missing */
export function deriveChecks({ keys }: Pick<Ctx, "keys">, secret: string): { state: string; nonce: string; verifier: string } {
  if (!keys) throw new StoaError("key_missing", "This process has no deployment key.");
  const derive = (what: string): string => keys.fingerprint(`sign-in ${what} ${secret}`).toString("base64url");
  return { state: derive("state"), nonce: derive("nonce"), verifier: derive("verifier") };
}
