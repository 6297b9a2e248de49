import { audit, newId, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { claimIssuer } from "./claim-issuer.ts";
import { fetchKeySet, KeySetFault, type AskAddress } from "./fetch-key-set.ts";
import { sideOf } from "./side-of.ts";
import { insertKeySet, type KeySetRow } from "./store/keys.ts";

/**
 * Trusts the keys that a host publishes at an address, for one issuer. It is asked at once, so that what is wrong with it is said here.
 * @throws StoaError forbidden, invalid_input, refused (the address, or what it answers), conflict
 */
export async function addKeySet(ctx: Ctx, input: { issuer: string; url: string }, ask: AskAddress): Promise<KeySetRow> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  const keys = await fetchKeySet(ask, input.url).catch((fault: unknown) => {
    if (!(fault instanceof KeySetFault)) throw fault;
    throw new StoaError("refused", {
      what: "The keys at this address cannot be used.",
      why: fault.message,
      fix: "Mend the address or what it answers, then add it again.",
      problems: [{ path: "body/url", message: fault.message }],
    });
  });
  return transaction(ctx, async (inner) => {
    await claimIssuer(inner, input.issuer);
    const row = await insertKeySet(inner.tx, { ...input, id: newId(inner.clock), sideId, keys, now: inner.clock.now() });
    if (!row)
      throw new StoaError("conflict", {
        what: `The issuer "${input.issuer}" has an address for its keys already, on this side or the other.`,
        fix: "Remove that one first, or use another issuer for this side.",
      });
    await audit(inner, { verb: "key_set.add", subject: row.id, sideId, after: { issuer: row.issuer, url: row.url } });
    return row;
  });
}
