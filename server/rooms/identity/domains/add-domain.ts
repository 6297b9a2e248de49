import { randomBytes } from "node:crypto";
import { mostDomains, type DomainView } from "@stoa/contract";
import { audit, emitFacts, newId, requireRole, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { sideOf } from "../side-of.ts";
import { insertDomain, listDomainRows, lockDomains } from "../store/domains.ts";
import { readName } from "./read-name.ts";
import { showDomain } from "./show-domain.ts";

/**
 * Names a domain at which this side is to be served, as soon as its DNS holds the record that the answer tells.
 * @throws StoaError forbidden, invalid_input, conflict, refused when the side has as many as it may
 */
export async function addDomain(ctx: Ctx, input: { name: string; publicUrl: string }): Promise<DomainView> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  const name = readName(input.name, input.publicUrl);
  return transaction(ctx, async (inner) => {
    await lockDomains(inner.tx, sideId);
    if ((await listDomainRows(inner.tx, sideId)).length >= mostDomains)
      throw new StoaError("refused", { what: `This side has ${mostDomains} domains already.`, fix: "Remove one that is not used." });
    const proof = randomBytes(16).toString("hex");
    const row = await insertDomain(inner.tx, { id: newId(inner.clock), sideId, name, proof, now: inner.clock.now() });
    if (!row) throw new StoaError("conflict", { what: `${name} is in the list of this side already.`, fix: "See its record there." });
    await audit(inner, { verb: "domain.add", subject: row.id, sideId, after: { name } });
    await emitFacts(inner, [{ type: "domain.added", sideId, subject: row.id, subjectVersion: 1 }]);
    return showDomain(row, { publicUrl: input.publicUrl, main: undefined });
  });
}
