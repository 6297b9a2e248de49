import { Type, type Static } from "typebox";
import { Moment } from "./shared.ts";

export const roleNames = [
  "operator",
  "host_owner",
  "host_reviewer",
  "host_support",
  "publisher_owner",
  "publisher_developer",
  "customer_owner",
  "customer_configurer",
  "customer_viewer",
] as const;
export const RoleName = Type.Enum(roleNames);

export const Slug = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{1,62}$", description: "Lower-case letters, digits and dashes." });
export const Name = Type.String({ minLength: 1, maxLength: 120 });
/** One plain address: nothing a mail program reads as a name, a list or a group. */
export const Email = Type.String({ pattern: '^[^@\\s,;:<>()"\\\\]+@[^@\\s,;:<>()"\\\\]+$', maxLength: 254 });

export const SideView = Type.Object({ id: Type.String(), kind: Type.Enum(["test", "live"]) });
export const HostView = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  look: Type.Record(Type.String(), Type.String()),
  origins: Type.Array(Type.String()),
  page: Type.Union([Type.String(), Type.Null()], { description: "Of this side: the page that holds the marketplace; mails lead there." }),
  support: Type.Union([Type.String(), Type.Null()], { description: "Of this side: who gets customers' answers to mails." }),
  sides: Type.Array(SideView),
  createdAt: Moment,
});
export type HostView = Static<typeof HostView>;

export const PublisherView = Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String(), createdAt: Moment });
export type PublisherView = Static<typeof PublisherView>;

/** One place a person may act in. */
export const Place = Type.Object({
  kind: Type.Enum(["operator", "side", "publisher", "customer"]),
  id: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  side: Type.Optional(Type.Enum(["test", "live"])),
  /** A customer's side: whose marketplace it sees. */
  sideId: Type.Optional(Type.String()),
  hostId: Type.Optional(Type.String()),
  roles: Type.Array(RoleName),
});
export type Place = Static<typeof Place>;

export const MeView = Type.Object({
  person: Type.Union([
    Type.Object({ id: Type.String(), name: Type.String(), email: Type.Union([Type.String(), Type.Null()]) }),
    Type.Null(),
  ]),
  token: Type.Union([Type.Object({ id: Type.String(), name: Type.String(), readOnly: Type.Boolean() }), Type.Null()]),
  places: Type.Array(Place),
});
export type MeView = Static<typeof MeView>;

export const joinsAsNew = "Joins as somebody new, whoever is signed in or known here by the invitation's e-mail.";

export const SpendLinkBody = Type.Object({
  code: Type.String({ minLength: 20, maxLength: 200 }),
  /** The name of a person who is new here. */
  name: Type.Optional(Name),
  asNew: Type.Optional(Type.Boolean({ description: joinsAsNew })),
  /** A frame in another product cannot rely on cookies: it is given the session's secret instead. */
  frame: Type.Optional(Type.Boolean()),
});
export const SessionView = Type.Object({ expiresAt: Moment, token: Type.Optional(Type.String()), goTo: Type.String() });
export type SessionView = Static<typeof SessionView>;

export const LinkView = Type.Object({ id: Type.String(), url: Type.String(), expiresAt: Moment });
export type LinkView = Static<typeof LinkView>;

export const TokenView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  hint: Type.String(),
  roles: Type.Array(RoleName),
  readOnly: Type.Boolean({ description: "It was got by signing in at a terminal by somebody who may make no tokens: it changes nothing." }),
  createdAt: Moment,
  expiresAt: Type.Union([Moment, Type.Null()]),
  lastUsedAt: Type.Union([Moment, Type.Null()]),
});
export type TokenView = Static<typeof TokenView>;
export const NewTokenView = Type.Intersect([TokenView, Type.Object({ token: Type.String({ description: "Shown this once." }) })]);
export const CreateTokenBody = Type.Object({
  name: Name,
  roles: Type.Array(RoleName, { minItems: 1, maxItems: 5 }),
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
});

export const CreateHostBody = Type.Object({ name: Name, slug: Slug, ownerEmail: Type.Optional(Email) });
/** As a browser writes it; `*.` before the name stands for every name below. It becomes part of a content policy, so nothing else may stand in it. */
const Origin = Type.String({ pattern: "^https?://(?:(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:]+\\])(?::[0-9]{1,5})?$" });
export const EditHostBody = Type.Object({
  name: Type.Optional(Name),
  look: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 100 }))),
  origins: Type.Optional(Type.Array(Origin, { maxItems: 20 })),
  page: Type.Optional(Type.Union([Type.String({ pattern: "^https?://[^\\s#]+$", maxLength: 500 }), Type.Null()])),
  support: Type.Optional(Type.Union([Email, Type.Null()])),
});
export const InviteBody = Type.Object({
  email: Email,
  role: RoleName,
  /** For a publisher that is not there yet: its name. */
  publisherName: Type.Optional(Name),
});
export const SideKeyBody = Type.Object({
  kid: Type.String({ minLength: 1, maxLength: 100 }),
  issuer: Type.String({ minLength: 1, maxLength: 200 }),
  jwk: Type.Record(Type.String(), Type.Unknown(), { description: "A public JWK: RSA, EC P-256 or Ed25519." }),
});
export const SideKeyView = Type.Object({
  id: Type.String(),
  kid: Type.String(),
  issuer: Type.String(),
  createdAt: Moment,
  revokedAt: Type.Union([Moment, Type.Null()]),
});
export type SideKeyView = Static<typeof SideKeyView>;

export const MemberView = Type.Object({
  id: Type.String(),
  personId: Type.String(),
  name: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  role: RoleName,
  since: Moment,
});
export type MemberView = Static<typeof MemberView>;
