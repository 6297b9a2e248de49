import { audit, emitFacts, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { removeSecrets } from "../trust/index.ts";
import { keepers, requireEndpoint } from "./require-endpoint.ts";
import { removeEndpointRow } from "./store/endpoints.ts";

/** Tells an address nothing more; what waited is given up, its secrets are gone. @throws StoaError forbidden, not_found */
export async function removeEndpoint(ctx: Ctx, input: { endpointId: string }): Promise<void> {
  requireRole(ctx, ...keepers);
  await transaction(ctx, async (inner) => {
    const { id, sideId, url, secretId, previousSecretId } = await requireEndpoint(inner, input.endpointId);
    const version = await removeEndpointRow(inner.tx, id, inner.clock.now());
    await removeSecrets(inner, { owner: { kind: "side", id: sideId }, ids: [secretId, ...(previousSecretId ? [previousSecretId] : [])] });
    await audit(inner, { verb: "webhook.remove", subject: id, sideId, before: { url } });
    await emitFacts(inner, [{ type: "webhook.removed", sideId, subject: id, subjectVersion: version }]);
  });
}
