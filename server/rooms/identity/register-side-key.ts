import { audit, newId, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { claimIssuer } from "./claim-issuer.ts";
import { privatePartsOf, takePublicKey } from "./key-kinds.ts";
import { sideOf } from "./side-of.ts";
import { insertSideKey, type SideKeyRow } from "./store/tenants.ts";

/** Registers a public key the host signs its people's tokens with. @throws StoaError forbidden, invalid_input (private or unusable key), conflict */
export async function registerSideKey(ctx: Ctx, input: { kid: string; issuer: string; jwk: Record<string, unknown> }): Promise<SideKeyRow> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  const jwk = await readPublicKey(input.jwk);
  return transaction(ctx, async (inner) => {
    await claimIssuer(inner, input.issuer);
    const row = await insertSideKey(inner.tx, { ...input, id: newId(inner.clock), sideId, jwk, now: inner.clock.now() });
    if (!row)
      throw new StoaError("conflict", {
        what: `A key "${input.kid}" of the issuer "${input.issuer}" is registered already.`,
        fix: "Give the new key another kid.",
      });
    await audit(inner, { verb: "side_key.register", subject: row.id, sideId, after: { kid: input.kid, issuer: input.issuer } });
    return row;
  });
}

async function readPublicKey(jwk: Record<string, unknown>): Promise<Record<string, unknown>> {
  const given = privatePartsOf(jwk);
  if (given.length > 0) {
    throw new StoaError("invalid_input", {
      what: "This is a private key. It must never leave your server.",
      fix: "Make a new pair, and register only its public part.",
      problems: [{ path: "body/jwk", message: `holds ${given.join(", ")}` }],
    });
  }
  const taken = await takePublicKey(jwk);
  if ("jwk" in taken) return taken.jwk;
  throw new StoaError("invalid_input", {
    what: "The key cannot be used.",
    fix: "Send a public JWK: RSA (RS256), EC P-256 (ES256) or Ed25519 (EdDSA).",
    problems: [{ path: "body/jwk", message: taken.fault }],
  });
}
