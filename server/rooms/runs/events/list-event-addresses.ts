import type { EventAddressView } from "@stoa/contract";
import { transaction, type Ctx } from "../../../base/index.ts";
import { readSideAddress } from "../../identity/index.ts";
import { requireAppOwner } from "../../connections/index.ts";
import { listEventAddressRows, sumEvents } from "../store/event-addresses.ts";
import { showAddress, type EventDeps } from "./show-address.ts";

const shownDays = 30;

/** A host's or publisher's addresses for events, with what became of those of the last 30 days. @throws StoaError forbidden */
export async function listEventAddresses(ctx: Ctx, deps: Pick<EventDeps, "publicUrl">): Promise<EventAddressView[]> {
  const owner = requireAppOwner(ctx);
  return transaction(ctx, async ({ tx, clock }) => {
    const rows = await listEventAddressRows(tx, owner);
    const ids = rows.map(({ id }) => id);
    const counts = await sumEvents(tx, ids, clock.now() - shownDays * 86_400_000);
    const publicUrl = owner.kind === "side" ? await readSideAddress(tx, deps.publicUrl, owner.id) : deps.publicUrl;
    return rows.map((row) =>
      showAddress(
        { publicUrl },
        row,
        counts.filter(({ addressId }) => addressId === row.id),
      ),
    );
  });
}
