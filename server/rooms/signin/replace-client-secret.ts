import { audit, emitFacts, notFound, transaction, type Ctx } from "../../base/index.ts";
import { putSecret, removeSecrets } from "../trust/index.ts";
import { requireOwner } from "./provider-owner.ts";
import { lockProvider, setClientSecret, type ProviderRow } from "./store.ts";

/**
 * Another client secret in place of the one a provider has, such as one that ran out: who joined with it signs in as before.
 * @throws StoaError forbidden, not_found, key_missing
 */
export async function replaceClientSecret(ctx: Ctx, input: { providerId: string; clientSecret: string }): Promise<ProviderRow> {
  const { sideId, secrets, about, ...owner } = requireOwner(ctx);
  return transaction(ctx, async (inner) => {
    const old = await lockProvider(inner.tx, owner, input.providerId);
    if (!old) throw notFound("sign-in provider");
    const secretId = await putSecret(inner, { owner: secrets, name: "sign-in provider", value: input.clientSecret });
    const version = await setClientSecret(inner.tx, old.id, { secretId, sideId });
    // Entered at the host's other side, the old one is sealed for that one and stays there, of no use to anybody.
    if (old.sideId === sideId) await removeSecrets(inner, { owner: secrets, ids: [old.secretId] });
    await audit(inner, {
      verb: "signin_provider.replace_secret",
      subject: old.id,
      ...about,
      after: { name: old.name, issuer: old.issuer },
    });
    await emitFacts(inner, [{ type: "signin_provider.edited", ...about, subject: old.id, subjectVersion: version }]);
    return { ...old, secretId, sideId, version };
  });
}
