import type { SecretPurpose } from "@stoa/contract";
import type { TxCtx } from "../../base/index.ts";
import { getIntegration } from "../catalog/index.ts";
import type { SecretKey } from "./store/secrets.ts";

export interface SecretInput {
  integrationId: string;
  purpose: SecretPurpose;
  name: string;
}

/** The row of a secret, its integration looked up within the publisher. @throws StoaError not_found */
export async function toKey(ctx: TxCtx, publisherId: string, input: SecretInput): Promise<SecretKey> {
  const { id: integrationId } = await getIntegration(ctx, input);
  return { integrationId, publisherId, purpose: input.purpose, name: input.name };
}
