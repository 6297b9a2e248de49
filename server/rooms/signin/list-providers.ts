import { transaction, type Ctx } from "../../base/index.ts";
import { requireOwner } from "./provider-owner.ts";
import { listProviderRows, type ProviderRow } from "./store.ts";

/** The providers that the operator, or this host, let its people sign in with. @throws StoaError forbidden */
export async function listProviders(ctx: Ctx): Promise<ProviderRow[]> {
  const { hostId } = requireOwner(ctx);
  return transaction(ctx, ({ tx }) => listProviderRows(tx, hostId));
}
