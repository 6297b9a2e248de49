import { Type, type Static } from "typebox";
import { FailureClassSchema } from "../program/failures.ts";
import { InstallationState } from "./installs.ts";
import { Moment, PageQuery } from "./shared.ts";

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const customerHealths = ["failing", "needs_sign_in", "silent", "well", "none"] as const;
export const CustomerHealth = Type.Enum(customerHealths, {
  description:
    "`none`: nothing installed; `needs_sign_in`: an account must be connected again; `failing`: the last run of an installation failed; `silent`: one had no success for twice its usual time.",
});
export type CustomerHealth = Static<typeof CustomerHealth>;
export const InstallationHealth = Type.Enum(["failing", "silent", "well", "not_run", "paused", "draft"]);
export type InstallationHealth = Static<typeof InstallationHealth>;

export const customerSorts = ["health", "name", "last_run", "failures", "installations", "newest"] as const;
export const CustomerHealthQuery = Type.Intersect([
  PageQuery,
  Type.Object({
    health: Type.Optional(Type.String({ maxLength: 100, description: "One of them or several, between commas." })),
    sort: Type.Optional(Type.Enum(customerSorts)),
  }),
]);
export type CustomerHealthQuery = Static<typeof CustomerHealthQuery>;

export const CustomerHealthItem = Type.Object({
  id: Type.String(),
  externalRef: Type.String({ description: "The host's own id for it." }),
  name: Type.String(),
  tier: orNull(Type.String()),
  health: CustomerHealth,
  installations: Type.Integer(),
  failing: Type.Integer({ description: "Installations whose last run failed." }),
  silent: Type.Integer(),
  needsSignIn: Type.Integer({ description: "Accounts that must be connected again." }),
  lastRunAt: orNull(Moment),
  failures: Type.Integer({ description: "Failed runs of the last seven days, today among them, in UTC." }),
  closedAt: orNull(Moment),
  createdAt: Moment,
});
export type CustomerHealthItem = Static<typeof CustomerHealthItem>;
export const CustomerHealthPage = Type.Object({
  items: Type.Array(CustomerHealthItem),
  next: orNull(Type.String()),
  total: Type.Integer(),
  counts: Type.Record(Type.String(), Type.Integer(), { description: "Customers of each health, whatever health was asked for." }),
});
export type CustomerHealthPage = Static<typeof CustomerHealthPage>;

export const HealthDay = Type.Object({
  day: Type.String({ description: "YYYY-MM-DD, in UTC." }),
  succeeded: Type.Integer(),
  failed: Type.Integer(),
});
export const CustomerHealthView = Type.Object({
  customer: CustomerHealthItem,
  people: Type.Integer({ description: "People with access now." }),
  days: Type.Integer({ description: "How many days `days` and `failures` look back." }),
  installations: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      listingId: Type.String(),
      title: Type.String(),
      state: InstallationState,
      health: InstallationHealth,
      lastRunId: orNull(Type.String()),
      lastRunAt: orNull(Moment),
      lastSuccessAt: orNull(Moment),
      failingSince: orNull(Moment),
      days: Type.Array(HealthDay),
    }),
  ),
  failures: Type.Array(Type.Object({ class: FailureClassSchema, runs: Type.Integer(), lastDay: Type.String() }), {
    description: "Failed runs of those days by class, the most first.",
  }),
  signIns: Type.Array(Type.Object({ provider: Type.String(), since: orNull(Moment) })),
});
export type CustomerHealthView = Static<typeof CustomerHealthView>;

export const ListingWeeksQuery = Type.Object({
  weeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 104, default: 12, description: "This week and those before." })),
  by: Type.Optional(Type.Enum(["listing", "week", "both"])),
});
export type ListingWeeksQuery = Static<typeof ListingWeeksQuery>;
export const ListingWeek = Type.Object({
  week: orNull(Type.String({ description: "Its Monday, YYYY-MM-DD; weeks go from Monday to Sunday in UTC. Null: all weeks asked for." })),
  listing: orNull(
    Type.Object({ id: Type.String(), title: Type.String(), publisher: Type.String() }, { description: "Null: all listings." }),
  ),
  installed: Type.Integer(),
  removed: Type.Integer(),
  installations: Type.Integer({ description: "At the end of it." }),
  runs: Type.Integer({ description: "Ended, those cancelled left out." }),
  failed: Type.Integer(),
  classes: Type.Record(Type.String(), Type.Integer(), { description: "Failed runs by failure class." }),
});
export type ListingWeek = Static<typeof ListingWeek>;
export const ListingWeeks = Type.Object({
  weeks: Type.Array(Type.String(), { description: "Each week's Monday, oldest first." }),
  items: Type.Array(ListingWeek),
});
export type ListingWeeks = Static<typeof ListingWeeks>;
