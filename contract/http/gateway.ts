import { Type, type Static } from "typebox";
import { Moment, Page } from "./shared.ts";

export const gatewayLimits = { document: 1_048_576, actions: 500, token: 4_096 } as const;

/** How the host's API knows that a request is Stoa's: a token that Stoa signs, or one that the host handed over for each customer. */
export const CallWay = Type.Enum(["signed", "token"]);
export type CallWay = Static<typeof CallWay>;

const actionFields = {
  name: Type.String(),
  title: Type.String(),
  text: Type.String(),
  method: Type.String(),
  path: Type.String({ description: "Below the API's address; `{name}` is one part." }),
  scopes: Type.Array(Type.String()),
};

export const HostAction = Type.Object(
  {
    ...actionFields,
    installations: Type.Union([Type.Integer(), Type.Null()], {
      description: "Installations whose customer allowed it; null for who may not know.",
    }),
  },
  { $id: "HostAction" },
);
export type HostAction = Static<typeof HostAction>;

export const HostApi = Type.Object(
  {
    base: Type.String({ description: "Where its API is." }),
    title: Type.String(),
    version: Type.String(),
    digest: Type.String({
      description: "Of what is declared; sent back with the next upload, it keeps two people from overwriting each other.",
    }),
    languages: Type.Array(Type.String(), { description: "In which its actions are said, the document's own first." }),
    way: CallWay,
    header: Type.String({ description: "Where the token stands." }),
    prefix: Type.String({ description: "What stands before it." }),
    declaredAt: Moment,
  },
  { $id: "HostApi" },
);
export type HostApi = Static<typeof HostApi>;

/** What the host's check of Stoa's token needs. */
export const TokenFacts = Type.Object({
  issuer: Type.String(),
  audience: Type.Union([Type.String(), Type.Null()], { description: "The API's own address; null until it is known." }),
  jwks: Type.String(),
});
export type TokenFacts = Static<typeof TokenFacts>;

export const HostActionsView = Type.Object({
  api: Type.Union([HostApi, Type.Null()], { description: "Null until a document was uploaded." }),
  token: TokenFacts,
  items: Type.Array(HostAction),
});
export type HostActionsView = Static<typeof HostActionsView>;

export const HostActionList = Type.Object({
  items: Type.Array(Type.Object({ sideId: Type.String(), host: Type.String(), side: Type.String(), ...actionFields })),
});
export type HostActionList = Static<typeof HostActionList>;

const changedWhat = Type.Enum(["method", "path", "scopes", "words"]);

export const DeclarationDiff = Type.Object({
  base: Type.Object({ before: Type.Union([Type.String(), Type.Null()]), after: Type.String() }),
  added: Type.Array(HostAction),
  removed: Type.Array(HostAction),
  changed: Type.Array(
    Type.Object({
      before: HostAction,
      after: HostAction,
      what: Type.Array(changedWhat),
      asksMore: Type.Array(Type.String(), { description: "Scopes that customers have not agreed to: their installations wait for them." }),
    }),
  ),
  same: Type.Integer(),
  mustAgree: Type.Integer({ description: "Installations that have to agree again: until then what covers more is refused there." }),
  skipped: Type.Array(Type.Object({ place: Type.String(), why: Type.String() }), { description: "Operations that cannot be called so." }),
});
export type DeclarationDiff = Static<typeof DeclarationDiff>;

export const DeclareBody = Type.Object({
  document: Type.String({ minLength: 1, maxLength: gatewayLimits.document, description: "An OpenAPI 3 document, JSON or YAML." }),
  base: Type.Optional(Type.String({ maxLength: 300, description: "Where the API is, when the document's own `servers` do not say." })),
  before: Type.Optional(
    Type.Union([Type.String(), Type.Null()], { description: "The digest this change was made upon; null: nothing was there." }),
  ),
});
export type DeclareBody = Static<typeof DeclareBody>;

export const EditHostApiBody = Type.Object({
  base: Type.Optional(Type.String({ maxLength: 300 })),
  way: Type.Optional(CallWay),
  header: Type.Optional(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9-]{0,60}$" })),
  prefix: Type.Optional(Type.String({ maxLength: 30, pattern: "^[\\x20-\\x7e]*$" })),
});
export type EditHostApiBody = Static<typeof EditHostApiBody>;

export const HostTokenBody = Type.Object({ token: Type.String({ minLength: 8, maxLength: gatewayLimits.token }) });
export const HostTokenView = Type.Object({ customerId: Type.String(), setAt: Moment });
export const HostTokenList = Type.Object({ items: Type.Array(HostTokenView) });
export type HostTokenList = Static<typeof HostTokenList>;

/** One request of a run to the host's API, or many of a kind when there were more than a thousand. */
export const HostCall = Type.Object(
  {
    id: Type.String(),
    runId: Type.String(),
    attempt: Type.Integer(),
    integrationId: Type.String(),
    installationId: Type.String(),
    at: Moment,
    action: Type.Union([Type.String(), Type.Null()], { description: "Null: no action of the host." }),
    method: Type.String(),
    path: Type.Union([Type.String(), Type.Null()], {
      description: "Without its query. Null where it stands for many, or is not the reader's.",
    }),
    status: Type.Union([Type.Integer(), Type.Null()], { description: "The host's answer; null: there was none." }),
    bytesOut: Type.Integer(),
    bytesIn: Type.Integer(),
    tookMs: Type.Integer(),
    refused: Type.Union([Type.String(), Type.Null()], { description: "Why it was not passed on, or was cut off." }),
    count: Type.Integer(),
  },
  { $id: "HostCall" },
);
export type HostCall = Static<typeof HostCall>;
export const HostCallPage = Page(HostCall);
export type HostCallPage = Static<typeof HostCallPage>;

export const HostCallQuery = Type.Object({
  runId: Type.Optional(Type.String()),
  integrationId: Type.Optional(Type.String()),
  refused: Type.Optional(Type.Boolean({ description: "Only what was not passed on, or was cut off." })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 50 })),
});
export type HostCallQuery = Static<typeof HostCallQuery>;

export const RotateSigningKeyBody = Type.Object({
  atOnce: Type.Optional(Type.Boolean({ description: "The old key is good for nothing from now on; else it serves for ten minutes more." })),
});
