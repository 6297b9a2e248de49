import { audit, notFound, transaction, type Ctx } from "../../../base/index.ts";
import { requireAppOwner } from "../../connections/index.ts";
import { endEventAddress } from "../store/event-addresses.ts";

/** Ends an address: what comes to it from now on is not found. @throws StoaError forbidden, not_found */
export async function removeEventAddress(ctx: Ctx, input: { addressId: string }): Promise<void> {
  const owner = requireAppOwner(ctx);
  return transaction(ctx, async (inner) => {
    const row = await endEventAddress(inner.tx, owner, input.addressId, inner.clock.now());
    if (!row) throw notFound("event address");
    const { sideId, publisherId, provider } = row;
    await audit(inner, {
      verb: "event_address.remove",
      subject: row.id,
      ...(owner.kind === "side" ? { sideId } : { publisherId }),
      before: { provider },
    });
  });
}
