import type { EventAddressView } from "@stoa/contract";
import { audit, newId, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { readSideAddress } from "../../identity/index.ts";
import { getListing } from "../../catalog/index.ts";
import { findEvents, requireAppOwner } from "../../connections/index.ts";
import { insertEventAddress } from "../store/event-addresses.ts";
import { showAddress, type EventDeps } from "./show-address.ts";

/**
 * Makes the address that a provider sends the events of all accounts to, for one listing; there already, it is that one.
 * @throws StoaError forbidden, not_found, refused when the provider cannot say whose an event is, or the listing has no account there
 */
export async function createEventAddress(
  ctx: Ctx,
  deps: EventDeps,
  input: { provider: string; listingId: string },
): Promise<EventAddressView> {
  const owner = requireAppOwner(ctx);
  const { definition } = await findEvents(ctx, deps, { owner, provider: input.provider });
  const { listing, release } = await getListing(ctx, { listingId: input.listingId });
  if (release && !release.manifest.connections.some(({ provider }) => provider === input.provider))
    throw new StoaError("refused", {
      what: `${listing.draft.title} has no account at ${definition.title}, so no event could reach an installation of it.`,
      fix: "Choose a listing whose manifest declares one under `connections`.",
    });
  return transaction(ctx, async (inner) => {
    const id = newId(inner.clock);
    const { sideId, publisherId, integrationId } = listing;
    const of = { sideId, publisherId, integrationId, listingId: input.listingId, provider: input.provider, owner: owner.kind };
    const row = await insertEventAddress(inner.tx, { ...of, id, title: listing.draft.title, createdAt: inner.clock.now() });
    if (!row) throw new StoaError("internal", "The new address cannot be read back.");
    if (row.id === id)
      await audit(inner, {
        verb: "event_address.add",
        subject: id,
        ...(owner.kind === "side" ? { sideId } : { publisherId }),
        after: { provider: input.provider, listingId: input.listingId },
      });
    // A publisher's app tells of many hosts: its address is nobody's own.
    const publicUrl = owner.kind === "side" ? await readSideAddress(inner.tx, deps.publicUrl, sideId) : deps.publicUrl;
    return showAddress({ publicUrl }, row, []);
  });
}
