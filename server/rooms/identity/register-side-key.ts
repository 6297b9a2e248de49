import { importJWK } from "jose";
import { audit, newId, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { sideOf } from "./side-of.ts";
import { insertSideKey, type SideKeyRow } from "./store/tenants.ts";

const privateFields = ["d", "p", "q", "dp", "dq", "qi", "k"];

/** Registers a public key the host signs its people's tokens with. @throws StoaError forbidden, invalid_input (private or unusable key), conflict */
export async function registerSideKey(ctx: Ctx, input: { kid: string; issuer: string; jwk: Record<string, unknown> }): Promise<SideKeyRow> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  await checkPublicKey(input.jwk);
  return transaction(ctx, async (inner) => {
    const row = await insertSideKey(inner.tx, { id: newId(inner.clock), sideId, ...input, now: inner.clock.now() });
    if (!row)
      throw new StoaError("conflict", {
        what: `A key "${input.kid}" of the issuer "${input.issuer}" is registered already.`,
        fix: "Give the new key another kid.",
      });
    await audit(inner, { verb: "side_key.register", subject: row.id, sideId, after: { kid: input.kid, issuer: input.issuer } });
    return row;
  });
}

async function checkPublicKey(jwk: Record<string, unknown>): Promise<void> {
  const given = privateFields.filter((field) => jwk[field] !== undefined);
  if (given.length > 0) {
    throw new StoaError("invalid_input", {
      what: "This is a private key. It must never leave your server.",
      fix: "Make a new pair, and register only its public part.",
      problems: [{ path: "body/jwk", message: `holds ${given.join(", ")}` }],
    });
  }
  try {
    await importJWK(jwk, typeof jwk["alg"] === "string" ? jwk["alg"] : "ES256");
  } catch {
    throw new StoaError("invalid_input", {
      what: "The key cannot be read.",
      fix: "Send a public JWK: RSA, EC P-256 or Ed25519.",
      problems: [{ path: "body/jwk", message: "is not a usable public key" }],
    });
  }
}
