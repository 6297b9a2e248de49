import { GroupNames, ListingIds, InstallCap, TierName } from "@stoa/contract";
import { Type, type Static } from "typebox";

/** What a host's token says. What may be left out stays as it was known; null takes it away. */
export const HostClaims = Type.Object({
  iss: Type.String(),
  sub: Type.String({ minLength: 1, maxLength: 200 }),
  jti: Type.String({ minLength: 8, maxLength: 200 }),
  iat: Type.Number(),
  exp: Type.Number(),
  customer: Type.Object({
    id: Type.String({ minLength: 1, maxLength: 200 }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    tier: Type.Optional(Type.Union([TierName, Type.Null()])),
    hiddenListings: Type.Optional(ListingIds),
    installCap: Type.Optional(Type.Union([InstallCap, Type.Null()])),
  }),
  name: Type.Optional(Type.String({ maxLength: 200 })),
  /** What is not one plain address counts as left out: hosts have people without one, and sign in whoever they are. */
  email: Type.Optional(Type.String({ maxLength: 254 })),
  role: Type.Optional(Type.Union([Type.Literal("owner"), Type.Literal("configurer"), Type.Literal("viewer")])),
  groups: Type.Optional(GroupNames),
  /** What the person reads, as `de` or `de-AT`; of a language there are no pages in it says nothing. */
  locale: Type.Optional(Type.String({ maxLength: 35 })),
});
export type HostClaims = Static<typeof HostClaims>;
