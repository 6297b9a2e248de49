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

/**
 * Makes or changes a customer and tells it; its row stays locked until the transaction ends.
 * @throws StoaError invalid_input for a name that reads as an id of ours: both find a customer, and one must not stand in another's way
 */
export async function saveCustomer(ctx: TxCtx, sideId: string, input: CustomerInput): Promise<SavedCustomer> {
  if (readId("customer", input.externalRef) !== undefined)
    throw new StoaError("invalid_input", {
      what: `"${input.externalRef}" is an id that Stoa gives to a customer, not one of your product's.`,
      fix: "Name the customer by your own id for it.",
      problems: [{ path: "params/ref", message: "is an id of Stoa's" }],
    });
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
