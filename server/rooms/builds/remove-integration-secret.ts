import { audit, notFound, transaction, type Ctx } from "../../base/index.ts";
import { removeSecrets } from "../trust/index.ts";
import { requirePublisher } from "./scope.ts";
import { type SecretInput, toKey } from "./secret-key.ts";
import { deleteSecretRow, lockSecretRow } from "./store/secrets.ts";

/** Forgets a secret. @throws StoaError not_found */
export async function removeIntegrationSecret(ctx: Ctx, input: SecretInput): Promise<void> {
  const publisherId = requirePublisher(ctx);
  await transaction(ctx, async (inner) => {
    const key = await toKey(inner, publisherId, input);
    const found = await lockSecretRow(inner.tx, key);
    if (!found) throw notFound("secret");
    await deleteSecretRow(inner.tx, key);
    await removeSecrets(inner, { owner: { kind: "publisher", id: publisherId }, ids: [found.secretId] });
    await audit(inner, {
      verb: "integration_secret.remove",
      subject: key.integrationId,
      publisherId,
      before: { name: key.name, purpose: key.purpose },
    });
  });
}
