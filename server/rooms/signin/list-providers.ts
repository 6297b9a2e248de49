import { transaction, type Ctx } from "../../base/index.ts";
import { requireOwner } from "./provider-owner.ts";
import { listProviderRows, type ProviderRow } from "./store.ts";

/** The providers that the operator, this host or this publisher let its people sign in with. @throws StoaError forbidden */
export async function listProviders(ctx: Ctx): Promise<ProviderRow[]> {
  const owner = requireOwner(ctx);
  return transaction(ctx, ({ tx }) => listProviderRows(tx, owner));
}
