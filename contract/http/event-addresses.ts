import { Type, type Static } from "typebox";
import { providerPattern } from "../program/index.ts";
import { Moment } from "./shared.ts";

/** What became of the events of an address; whose they were is no business of who reads it. */
export const EventCounts = Type.Object({
  delivered: Type.Integer({ description: "Reached at least one installation." }),
  repeated: Type.Integer({ description: "Had come before, and changed nothing." }),
  unknown: Type.Integer({ description: "Of accounts that no running installation has." }),
  full: Type.Integer({ description: "Not taken by an installation that has too many runs waiting." }),
  limited: Type.Integer({ description: "More in a minute than the address, or the installation, takes." }),
  refused: Type.Integer({ description: "Not signed rightly, or too late." }),
});
export type EventCounts = Static<typeof EventCounts>;

/** One address for the events of all accounts that an integration's customers have at a provider. */
export const EventAddressView = Type.Object({
  id: Type.String(),
  url: Type.String({ description: "To be copied into the provider's settings exactly as it stands here." }),
  provider: Type.String(),
  listingId: Type.String(),
  title: Type.String({ description: "The listing's." }),
  counts: EventCounts,
  lastAt: Type.Union([Moment, Type.Null()], { description: "When an event came last, of the last 30 days." }),
  createdAt: Moment,
});
export type EventAddressView = Static<typeof EventAddressView>;
export const EventAddressList = Type.Object({ items: Type.Array(EventAddressView) });
export type EventAddressList = Static<typeof EventAddressList>;
export const EventAddressBody = Type.Object({ provider: Type.String({ pattern: providerPattern }), listingId: Type.String() });
export type EventAddressBody = Static<typeof EventAddressBody>;
export const EventTaken = Type.Object({ taken: Type.Boolean() });
