import { readId } from "@stoa/contract";
import { emitFacts, newId, StoaError, type TxCtx } from "../../base/index.ts";
import { upsertCustomer, type SavedCustomer } from "./store/customers.ts";

/** A host's word on a customer, by its token or by provisioning: left out stays, null takes away. */
export interface CustomerInput {
  externalRef: string;
  name: string;
  tier?: string | null | undefined;
  /** Public ids. */
  hiddenListings?: readonly string[] | undefined;
  installCap?: number | null | undefined;
}

/** Makes or changes a customer and tells it; its row stays locked until the transaction ends. */
export async function saveCustomer(ctx: TxCtx, sideId: string, input: CustomerInput): Promise<SavedCustomer> {
  const { hiddenListings, ...word } = input;
  const hidden = hiddenListings?.flatMap((id) => readId("listing", id) ?? []);
  const id = newId(ctx.clock);
  const saved = await upsertCustomer(ctx.tx, { ...word, hiddenListings: hidden, id, sideId, now: ctx.clock.now() });
  if (!saved) throw new StoaError("internal", "The customer could not be saved.");
  const { version, versionBefore } = saved;
  const type = versionBefore === null ? "customer.created" : "customer.edited";
  if (version !== versionBefore) await emitFacts(ctx, [{ type, sideId, customerId: saved.id, subject: saved.id, subjectVersion: version }]);
  return saved;
}
