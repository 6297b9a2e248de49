import { audit, emitFacts, transaction, type Ctx } from "../../base/index.ts";
import { removeSecrets } from "../trust/index.ts";
import { auditOwner, requireEndpoint, ownerFor, secretOwner } from "./require-endpoint.ts";
import { removeEndpointRow, signersOf } from "./store/endpoints.ts";

/** Tells an address nothing more; what waited is given up, its secrets are gone. @throws StoaError forbidden, not_found */
export async function removeEndpoint(ctx: Ctx, input: { endpointId: string }): Promise<void> {
  const owner = ownerFor(ctx, "keeps");
  await transaction(ctx, async (inner) => {
    const endpoint = await requireEndpoint(inner, owner, input.endpointId);
    const { id, sideId, customerId, url } = endpoint;
    const version = await removeEndpointRow(inner.tx, id, inner.clock.now());
    await removeSecrets(inner, { owner: secretOwner(owner), ids: [...signersOf(endpoint, "current"), ...signersOf(endpoint, "previous")] });
    await audit(inner, { verb: "webhook.remove", subject: id, ...auditOwner(owner), before: { url } });
    await emitFacts(inner, [{ type: "webhook.removed", sideId, customerId, subject: id, subjectVersion: version }]);
  });
}
