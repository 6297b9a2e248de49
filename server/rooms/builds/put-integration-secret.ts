import { secretNamePattern } from "@stoa/contract";
import { audit, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { putSecret, removeSecrets } from "../trust/index.ts";
import { requirePublisher } from "./scope.ts";
import { type SecretInput, toKey } from "./secret-key.ts";
import { listSecretRows, lockSecretRow, upsertSecretRow, type IntegrationSecretRow } from "./store/secrets.ts";

const nameForm = new RegExp(secretNamePattern);

// What a build or a program is run with is ours to say.
const reserved = /^(?:PATH|HOME|TMPDIR|LD_.*|STOA_.*|PAN_.*)$/;

const mostSecrets = 100;

/** Keeps a value that builds or runs of this integration get as an environment variable. It is never shown again. */
export async function putIntegrationSecret(ctx: Ctx, input: SecretInput & { value: string }): Promise<IntegrationSecretRow> {
  const publisherId = requirePublisher(ctx);
  if (!nameForm.test(input.name) || reserved.test(input.name)) {
    throw new StoaError("invalid_input", {
      what: `${input.name} cannot be the name of a secret.`,
      fix: "Use a variable's name such as API_KEY; PATH, HOME, TMPDIR, LD_*, STOA_* and PAN_* are taken.",
    });
  }
  if (input.value.includes("\0")) throw new StoaError("invalid_input", "A secret cannot hold a zero byte.");
  return transaction(ctx, async (inner) => {
    const key = await toKey(inner, publisherId, input);
    const before = await lockSecretRow(inner.tx, key);
    const held = await listSecretRows(inner.tx, key.integrationId, publisherId, key.purpose);
    if (!before && held.length >= mostSecrets)
      throw new StoaError("refused", { what: `An integration has at most ${mostSecrets} secrets of a kind.`, fix: "Remove one first." });
    const owner = { kind: "publisher" as const, id: publisherId };
    const secretId = await putSecret(inner, { owner, name: `${key.purpose}:${key.name}`, value: input.value });
    if (before) await removeSecrets(inner, { owner, ids: [before.secretId] });
    await upsertSecretRow(inner.tx, key, secretId, inner.clock.now());
    await audit(inner, {
      verb: "integration_secret.put",
      subject: key.integrationId,
      publisherId,
      after: { name: key.name, purpose: key.purpose },
    });
    return { name: key.name, purpose: key.purpose, secretId, updatedAt: inner.clock.now() };
  });
}
