import { Type, type Static } from "typebox";
import { Email } from "./identity.ts";
import { Moment } from "./shared.ts";

/** What a host sells its customers by; a listing may be offered to some tiers only. */
export const TierName = Type.String({ minLength: 1, maxLength: 60 });
export const GroupNames = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
  maxItems: 100,
  description: "The person's groups at the host.",
});
export const ListingIds = Type.Array(Type.String({ pattern: "^lst_[0-9a-z]{26}$" }), {
  maxItems: 500,
  description: "Listings this customer neither sees nor can install.",
});
export const InstallCap = Type.Integer({ minimum: 0, maximum: 100_000, description: "The most installations this customer may have." });

export const KeySetBody = Type.Object({
  issuer: Type.String({ minLength: 1, maxLength: 200 }),
  url: Type.String({ pattern: "^https?://", maxLength: 500, description: "Where the host publishes its public keys as a JWK set." }),
});
export const KeySetView = Type.Object({
  id: Type.String(),
  issuer: Type.String(),
  url: Type.String(),
  keys: Type.Array(Type.Object({ kid: Type.String(), alg: Type.String() })),
  fetchedAt: Type.Union([Moment, Type.Null()], { description: "The last good answer." }),
  error: Type.Union([Type.String(), Type.Null()], { description: "Why the last question had no good answer." }),
  createdAt: Moment,
});
export type KeySetView = Static<typeof KeySetView>;

const Changeable = {
  tier: Type.Optional(Type.Union([TierName, Type.Null()])),
  hiddenListings: Type.Optional(ListingIds),
  installCap: Type.Optional(Type.Union([InstallCap, Type.Null()])),
};
export const PutCustomerBody = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 200 }), ...Changeable },
  { description: "What is left out stays as it is; null takes it away." },
);

export const CustomerView = Type.Object({
  id: Type.String(),
  sideId: Type.String(),
  externalRef: Type.String({ description: "The host's own id for it." }),
  name: Type.String(),
  tier: Type.Union([Type.String(), Type.Null()]),
  hiddenListings: Type.Array(Type.String()),
  installCap: Type.Union([Type.Integer(), Type.Null()]),
  closedAt: Type.Union([Moment, Type.Null()], { description: "When the host ended its access." }),
  createdAt: Moment,
});
export type CustomerView = Static<typeof CustomerView>;

export const customerRoles = ["customer_owner", "customer_configurer", "customer_viewer"] as const;
export const PutPersonBody = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  email: Type.Optional(Type.Union([Email, Type.Null()])),
  role: Type.Optional(Type.Enum(["owner", "configurer", "viewer"])),
  groups: Type.Optional(GroupNames),
});
export type PutPersonBody = Static<typeof PutPersonBody>;
export const CustomerPersonView = Type.Object({
  id: Type.String(),
  subject: Type.String({ description: "The host's own id for the person." }),
  name: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  role: Type.Enum(customerRoles),
  groups: Type.Array(Type.String()),
  since: Moment,
  endedAt: Type.Union([Moment, Type.Null()], { description: "When the access ended." }),
});
export type CustomerPersonView = Static<typeof CustomerPersonView>;
