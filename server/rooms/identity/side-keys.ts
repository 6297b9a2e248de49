import { importJWK } from "jose";
import { showId, type SideKeyView } from "@stoa/contract";
import { audit, newId, notFound, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { insertSideKey, listSideKeyRows, revokeSideKeyRow, type SideKeyRow } from "./store/tenants.ts";

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

export async function listSideKeys(ctx: Ctx): Promise<SideKeyRow[]> {
  return transaction(ctx, ({ tx }) => listSideKeyRows(tx, sideOf(ctx)));
}

/** Tokens signed with this key are refused from now on. @throws StoaError forbidden, not_found */
export async function revokeSideKey(ctx: Ctx, input: { keyId: string }): Promise<void> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  await transaction(ctx, async (inner) => {
    if ((await revokeSideKeyRow(inner.tx, sideId, input.keyId, inner.clock.now())) === 0) throw notFound("key");
    await audit(inner, { verb: "side_key.revoke", subject: input.keyId, sideId });
  });
}

export function showSideKey(row: SideKeyRow): SideKeyView {
  return {
    id: showId("sideKey", row.id),
    kid: row.kid,
    issuer: row.issuer,
    createdAt: new Date(row.createdAt).toISOString(),
    revokedAt: row.revokedAt === null ? null : new Date(row.revokedAt).toISOString(),
  };
}

function sideOf(ctx: Ctx): string {
  if (ctx.scope.kind !== "side") throw new StoaError("forbidden", "Keys belong to a host's side.");
  return ctx.scope.sideId;
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
