import { engineCtx, type Ctx } from "../../../base/index.ts";
import { putSecret, readSecrets } from "../../trust/index.ts";

/** A connection's credential as it is sealed: `access_token`, `refresh_token`, and what was entered of secret fields. */
export type Secret = Record<string, string>;

/** Inside a transaction, so that it and the row that names it exist together. @returns its id */
export function keepSecret(ctx: Ctx, customerId: string, secret: Secret): Promise<string> {
  return putSecret(ctx, { owner: { kind: "customer", id: customerId }, name: "connection", value: JSON.stringify(secret) });
}

/** Read when a process starts or a token is fetched anew, never kept. @throws StoaError key_missing, not_found */
export async function readSecret(ctx: Ctx, secretId: string | null): Promise<Secret> {
  if (secretId === null) return {};
  const found = await readSecrets(engineCtx(ctx, "connections"), [secretId]);
  return JSON.parse(found.get(secretId) ?? "{}") as Secret;
}
