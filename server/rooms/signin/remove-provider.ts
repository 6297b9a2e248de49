import { audit, emitFacts, notFound, transaction, type Ctx } from "../../base/index.ts";
import { removeSecrets } from "../trust/index.ts";
import { requireOwner } from "./provider-owner.ts";
import { removeProviderRow } from "./store.ts";

/** Nobody signs in with it any more; sessions go on until they end. @throws StoaError forbidden, not_found */
export async function removeProvider(ctx: Ctx, input: { providerId: string }): Promise<void> {
  const { sideId, secrets, about, ...owner } = requireOwner(ctx);
  await transaction(ctx, async (inner) => {
    const removed = await removeProviderRow(inner.tx, owner, input.providerId, inner.clock.now());
    if (!removed) throw notFound("sign-in provider");
    // Entered at the host's other side, its secret is sealed for that one and stays there, of no use to anybody.
    if (removed.sideId === sideId) await removeSecrets(inner, { owner: secrets, ids: [removed.secretId] });
    await audit(inner, {
      verb: "signin_provider.remove",
      subject: removed.id,
      ...about,
      before: { name: removed.name, issuer: removed.issuer },
    });
    await emitFacts(inner, [{ type: "signin_provider.removed", ...about, subject: removed.id, subjectVersion: removed.version }]);
  });
}
