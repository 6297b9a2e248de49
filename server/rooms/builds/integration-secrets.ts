import { secretNamePattern, type SecretPurpose } from "@stoa/contract";
import { audit, engineCtx, notFound, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { getIntegration } from "../catalog/index.ts";
import { putSecret, readSecrets, removeSecrets } from "../trust/index.ts";
import { requirePublisher } from "./scope.ts";
import {
  deleteSecretRow,
  listSecretRows,
  listSecretRowsOf,
  lockSecretRow,
  upsertSecretRow,
  type IntegrationSecretRow,
  type SecretKey,
} from "./store/secrets.ts";

const nameForm = new RegExp(secretNamePattern);
// What a build or a program is run with is ours to say.
const reserved = /^(?:PATH|HOME|TMPDIR|LD_.*|STOA_.*|PAN_.*)$/;
const mostSecrets = 100;

export interface SecretInput {
  integrationId: string;
  purpose: SecretPurpose;
  name: string;
}

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

async function toKey(ctx: TxCtx, publisherId: string, input: SecretInput): Promise<SecretKey> {
  const { id: integrationId } = await getIntegration(ctx, input);
  return { integrationId, publisherId, purpose: input.purpose, name: input.name };
}

/** Names and dates, never a value. */
export async function listIntegrationSecrets(ctx: Ctx, input: { integrationId: string }): Promise<IntegrationSecretRow[]> {
  const publisherId = requirePublisher(ctx);
  return transaction(ctx, async (inner) => {
    const { id } = await getIntegration(inner, input);
    return listSecretRows(inner.tx, id, publisherId, null);
  });
}

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

/** Name and value of an integration's secrets for one purpose, read as a process starts. For the engines that build and run. */
export async function readIntegrationSecrets(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "keys">,
  input: { integrationId: string; publisherId: string; purpose: SecretPurpose },
): Promise<Map<string, string>> {
  const engine: Ctx = { ...engineCtx(ctx, "builds.secrets"), keys: ctx.keys };
  return transaction(engine, async (inner) => {
    const rows = await listSecretRows(inner.tx, input.integrationId, input.publisherId, input.purpose);
    const values = await readSecrets(
      inner,
      rows.map((row) => row.secretId),
    );
    return new Map(rows.map((row) => [row.name, values.get(row.secretId) ?? ""]));
  });
}

/** The secrets of many integrations for their runs, by the integration's id; those that have none are missing. Engine scope, with its keys. */
export async function readRunSecrets(
  ctx: TxCtx,
  of: readonly { integrationId: string; publisherId: string }[],
): Promise<Map<string, ReadonlyMap<string, string>>> {
  const distinct = [...new Map(of.map(({ integrationId, publisherId }) => [integrationId, { integrationId, publisherId }])).values()];
  const rows = await listSecretRowsOf(ctx.tx, distinct, "run");
  const values = await readSecrets(
    ctx,
    rows.map((row) => row.secretId),
  );
  const named = Map.groupBy(rows, (row) => row.integrationId);
  return new Map([...named].map(([id, own]) => [id, new Map(own.map((row) => [row.name, values.get(row.secretId) ?? ""]))]));
}
