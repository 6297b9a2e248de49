import { showId, type EventAddressView } from "@stoa/contract";
import type { ConnectDeps } from "../../connections/index.ts";
import type { CountRow, EventAddressRow } from "../store/event-addresses.ts";

/** What these verbs need besides a ctx. */
export interface EventDeps extends Pick<ConnectDeps, "catalogue"> {
  publicUrl: string;
}

export const eventPath = (id: string): string => `/hooks/shared/${showId("eventAddress", id)}`;

export function showAddress(
  { publicUrl }: Pick<EventDeps, "publicUrl">,
  row: EventAddressRow,
  counts: readonly CountRow[],
): EventAddressView {
  const countOf = (outcome: CountRow["outcome"]): number => counts.find((one) => one.outcome === outcome)?.count ?? 0;
  const lastAt = Math.max(0, ...counts.map((one) => one.lastAt));
  return {
    id: showId("eventAddress", row.id),
    url: `${publicUrl}${eventPath(row.id)}`,
    provider: row.provider,
    listingId: showId("listing", row.listingId),
    title: row.title,
    counts: {
      delivered: countOf("delivered"),
      repeated: countOf("repeated"),
      unknown: countOf("unknown"),
      full: countOf("full"),
      limited: countOf("limited"),
      refused: countOf("refused"),
    },
    lastAt: lastAt === 0 ? null : new Date(lastAt).toISOString(),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
