import type { AccountEvent } from "../../connections/index.ts";
import type { RunSettings } from "../settings.ts";
import type { EventRates } from "./event-rates.ts";

export interface Admitted {
  /** Taken from their accounts' share and from the address's. */
  events: AccountEvent[];
  /** How many came beyond it. */
  over: number;
  /** Seconds until they may come, when none was admitted. */
  waitSeconds: number;
}

type Limits = Pick<RunSettings, "eventsPerAddress" | "eventsPerAccount">;

/** First each account's share of the address, then the address: what one account sends beyond its share takes nothing from the others. All that are left, or none. */
export function admitEvents(
  rates: EventRates,
  asked: { addressId: string; events: readonly AccountEvent[]; now: number },
  { eventsPerAddress, eventsPerAccount }: Limits,
): Admitted {
  const { addressId, events, now } = asked;
  const shareOf = ({ account }: AccountEvent): string => `${addressId} ${account ?? ""}`.slice(0, 300);
  const within = events.filter((event) => rates.hasRoom(shareOf(event), 1, eventsPerAccount, now));
  if (within.length === 0)
    return {
      events: [],
      over: events.length,
      waitSeconds: Math.max(1, ...events.map((one) => rates.waitOf(shareOf(one), 1, eventsPerAccount))),
    };
  if (!rates.take(addressId, within.length, eventsPerAddress, now))
    return { events: [], over: events.length, waitSeconds: rates.waitOf(addressId, within.length, eventsPerAddress) };
  for (const event of within) rates.take(shareOf(event), 1, eventsPerAccount, now);
  return { events: within, over: events.length - within.length, waitSeconds: 0 };
}
