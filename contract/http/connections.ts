import { Type, type Static, type TSchema } from "typebox";
import { ProviderDefinition, ProviderField, ProviderKind, providerPattern } from "../program/index.ts";
import { Moment } from "./shared.ts";

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Values = Type.Record(Type.String(), Type.String({ maxLength: 8_000 }));
const ProviderName = Type.String({ pattern: providerPattern });

export const ConnectionState = Type.Enum(["connected", "needs_reauth", "disconnecting", "disconnected"]);
export type ConnectionState = Static<typeof ConnectionState>;

/** How a host or publisher is known at a provider: their OAuth app. Never its secret. */
export const ProviderAppView = Type.Object({
  id: Type.String(),
  clientId: orNull(Type.String()),
  hasSecret: Type.Boolean(),
  testedAt: orNull(Moment),
  testError: orNull(Type.String()),
  rotatedAt: orNull(Moment),
  createdAt: Moment,
});
export type ProviderAppView = Static<typeof ProviderAppView>;

export const ProviderView = Type.Object({
  name: Type.String(),
  title: Type.String(),
  kind: ProviderKind,
  own: Type.Boolean({ description: "Described by this host or publisher, not of Stoa's catalogue." }),
  documents: Type.String(),
  fields: Type.Array(ProviderField),
  scopes: Type.Array(Type.Object({ name: Type.String(), text: Type.String() })),
  needsApp: Type.Boolean({ description: "Nothing can be connected before an OAuth app is entered here." }),
  setUp: orNull(Type.Object({ console: Type.String(), steps: Type.Array(Type.String()) })),
  redirect: orNull(Type.String({ description: "To be copied into the provider's settings exactly as it stands here." })),
  redirectNext: orNull(
    Type.String({ description: "At the side's own domain: add it at the provider too, then save the app with ownDomain to return there." }),
  ),
  events: orNull(
    Type.Object(
      {
        steps: Type.Array(Type.String()),
        secret: Type.Enum(["signing", "client"]),
        signingSecrets: Type.Integer({ description: "How many are taken just now: two while one takes the place of another." }),
        signingSince: orNull(Moment),
      },
      { description: "How its events come to one address for all accounts; null: it has none that say whose they are." },
    ),
  ),
  app: orNull(ProviderAppView),
});
export type ProviderView = Static<typeof ProviderView>;
export const ProviderList = Type.Object({ items: Type.Array(ProviderView) });
export type ProviderList = Static<typeof ProviderList>;

export const SaveAppBody = Type.Object({
  clientId: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
  clientSecret: Type.Optional(Type.String({ minLength: 1, maxLength: 8_000 })),
  definition: Type.Optional(ProviderDefinition),
  ownDomain: Type.Optional(
    Type.Boolean({
      description:
        "The provider sends browsers back to the side's own domain, or not. Left out, a new app does where there is one, and another stays.",
    }),
  ),
});
export type SaveAppBody = Static<typeof SaveAppBody>;
export const RotateAppBody = Type.Object({ clientSecret: Type.String({ minLength: 1, maxLength: 8_000 }) });
export const SigningSecretBody = Type.Object({ signingSecret: Type.String({ minLength: 8, maxLength: 400 }) });
export const TestResult = Type.Object({ ok: Type.Boolean(), error: orNull(Type.String()), account: orNull(Type.String()) });
export type TestResult = Static<typeof TestResult>;

export const ConnectionView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  provider: Type.Object({
    name: Type.String(),
    title: Type.String(),
    kind: ProviderKind,
    documents: Type.String(),
    fields: Type.Array(ProviderField),
  }),
  account: orNull(Type.String({ description: "As the provider calls it." })),
  scopes: Type.Array(Type.String()),
  fields: Values,
  state: ConnectionState,
  reason: orNull(Type.String({ description: "Why it must be connected anew." })),
  since: orNull(Moment),
  expiresAt: orNull(Moment),
  refreshedAt: orNull(Moment),
  testedAt: orNull(Moment),
  testError: orNull(Type.String()),
  usedAt: orNull(Moment),
  createdAt: Moment,
});
export type ConnectionView = Static<typeof ConnectionView>;
export const ConnectionList = Type.Object({ items: Type.Array(ConnectionView) });
export type ConnectionList = Static<typeof ConnectionList>;

export const NoticeView = Type.Object({
  id: Type.String(),
  connectionId: Type.String(),
  text: Type.String(),
  link: Type.String({ description: "Where it is mended." }),
  createdAt: Moment,
  endedAt: orNull(Moment),
});
export type NoticeView = Static<typeof NoticeView>;
export const NoticeList = Type.Object({ items: Type.Array(NoticeView) });
export type NoticeList = Static<typeof NoticeList>;

/** An account that a listing's program uses, what connecting it takes, and what fits already. */
export const NeedView = Type.Object({
  name: Type.String(),
  title: Type.String(),
  optional: Type.Boolean(),
  provider: Type.Object({
    name: Type.String(),
    title: Type.String(),
    kind: ProviderKind,
    documents: Type.String(),
    fields: Type.Array(ProviderField),
  }),
  scopes: Type.Array(Type.Object({ name: Type.String(), text: Type.String() })),
  missing: orNull(Type.String({ description: "Why nothing can be connected now." })),
  fits: Type.Array(ConnectionView),
});
export type NeedView = Static<typeof NeedView>;
export const NeedList = Type.Object({ items: Type.Array(NeedView) });
export type NeedList = Static<typeof NeedList>;

const target = {
  provider: Type.Optional(ProviderName),
  listingId: Type.Optional(Type.String()),
  need: Type.Optional(Type.String({ maxLength: 40, description: "The listing's name for the account." })),
  connectionId: Type.Optional(Type.String({ description: "The connection to connect anew." })),
};

/** Connects with a key: tried at the provider, then kept. */
export const ConnectBody = Type.Object({ ...target, name: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })), fields: Values });
export type ConnectBody = Static<typeof ConnectBody>;

export const BeginBody = Type.Object({
  ...target,
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  way: Type.Enum(["window", "link", "device"], {
    description: "A window of this browser; a link for a colleague who holds the account; a code typed at the provider.",
  }),
  fields: Type.Optional(Values),
});
export type BeginBody = Static<typeof BeginBody>;

export const AttemptView = Type.Object({
  id: Type.String(),
  way: Type.Enum(["window", "link", "device"]),
  state: Type.Enum(["open", "begun", "done", "failed", "expired"]),
  error: orNull(Type.String()),
  connectionId: orNull(Type.String()),
  account: orNull(Type.String({ description: "What was connected, as its provider calls it." })),
  expiresAt: Moment,
  device: orNull(Type.Object({ code: Type.String(), address: Type.String(), everySeconds: Type.Integer() })),
});
export type AttemptView = Static<typeof AttemptView>;
export const BegunAttempt = Type.Intersect([
  AttemptView,
  Type.Object({ address: orNull(Type.String({ description: "Opened once; the code stands after #, where no server logs it." })) }),
]);
export type BegunAttempt = Static<typeof BegunAttempt>;

export const RenameConnectionBody = Type.Object({ name: Type.String({ minLength: 1, maxLength: 80 }) });

const Code = Type.String({ minLength: 20, maxLength: 200 });
export const LookBody = Type.Object({ code: Code });
/** What whoever opens a link is asked for, before anything happens. */
export const ConnectOffer = Type.Object({
  attemptId: Type.String(),
  way: Type.Enum(["window", "link", "device"]),
  provider: Type.Object({ name: Type.String(), title: Type.String(), kind: ProviderKind, fields: Type.Array(ProviderField) }),
  customer: Type.String(),
  test: Type.Boolean({ description: "It is for the host's test side." }),
  integration: orNull(Type.String()),
  askedBy: orNull(Type.String()),
  scopes: Type.Array(Type.Object({ name: Type.String(), text: Type.String() })),
  expiresAt: Moment,
});
export type ConnectOffer = Static<typeof ConnectOffer>;
export const GoBody = Type.Object({ code: Code, fields: Type.Optional(Values) });
/** `to`: the provider's page to go on to; null: it is connected. */
export const Gone = Type.Object({ to: orNull(Type.String()), account: orNull(Type.String()) });
export type Gone = Static<typeof Gone>;
export const ReturnBody = Type.Object({
  query: Type.String({ maxLength: 8_000, description: "What the provider sent the browser back with." }),
});
export const Returned = Type.Object({
  attemptId: Type.String(),
  connectionId: Type.String(),
  provider: Type.String(),
  account: orNull(Type.String()),
});
export type Returned = Static<typeof Returned>;
