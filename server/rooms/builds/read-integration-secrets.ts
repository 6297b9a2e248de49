import type { SecretPurpose } from "@stoa/contract";
import { engineCtx, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { readSecrets } from "../trust/index.ts";
import { listSecretRows, listSecretRowsOf } from "./store/secrets.ts";

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
