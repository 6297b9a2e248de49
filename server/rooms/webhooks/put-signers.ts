import type { TxCtx } from "../../base/index.ts";
import { putSecret } from "../trust/index.ts";
import { secretOwner, type Owner } from "./require-endpoint.ts";
import { newWebhookKey, newWebhookSecret } from "./sign.ts";
import type { Signers } from "./store/endpoints.ts";

type Whose = Pick<Owner, "ownerId" | "customerId">;

/** A new secret, told once, and a new key pair, whose private half is told to nobody. @throws StoaError key_missing */
export async function putSigners(ctx: TxCtx, whose: Whose): Promise<Signers & { secret: string }> {
  const secret = newWebhookSecret();
  const secretId = await putSecret(ctx, { owner: secretOwner(whose), name: "webhook", value: secret });
  return { secret, secretId, ...(await putKey(ctx, whose)) };
}

/** @throws StoaError key_missing */
export async function putKey(ctx: TxCtx, whose: Whose): Promise<{ keyId: string; publicKey: string }> {
  const { privateKey, publicKey } = newWebhookKey();
  return { keyId: await putSecret(ctx, { owner: secretOwner(whose), name: "webhook key", value: privateKey }), publicKey };
}
