import { Type, type Static } from "typebox";
import { languagePattern } from "../program/index.ts";
import { AskedAction, Asks, ChannelName, Monogram } from "./catalog.ts";
import { installSources } from "./install-sources.ts";
import { Moment, Page, OperationId } from "./shared.ts";

export const InstallationState = Type.Enum(["draft", "active", "paused", "removed"]);
const Config = Type.Record(Type.String(), Type.Unknown());
const Schedule = Type.Union([Type.String({ maxLength: 100 }), Type.Null()], { description: "A cron line of five fields; null for none." });
const Zone = Type.String({ maxLength: 60, description: "An IANA time zone." });

const Connections = Type.Record(Type.String({ maxLength: 40 }), Type.Union([Type.String(), Type.Null()]), {
  description: "The connection for each account the manifest declares, by its name there; null takes it away.",
});

export const InstallSource = Type.Enum([...installSources]);
export type InstallSource = (typeof installSources)[number];

/** How many customers came to install each listing in which way. */
export const InstallSourceList = Type.Object({
  items: Type.Array(
    Type.Object({
      listing: Type.Object({ id: Type.String(), title: Type.String() }),
      installs: Type.Integer(),
      sources: Type.Record(Type.String(), Type.Integer(), {
        description: "By source; what was installed before this was kept is in none.",
      }),
    }),
  ),
});
export type InstallSourceList = Static<typeof InstallSourceList>;
export const InstallSourcesQuery = Type.Object({ weeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 104, default: 12 })) });

const History = Type.Enum(["now", "all"], {
  description:
    "Of an integration that lets its customers choose: `now` leaves out what is there already, `all` takes it along. Until it has begun.",
});

const Language = Type.String({
  pattern: languagePattern,
  description: "What its program speaks, by its code; the first of `Accept-Language` of whoever installs it, until another is chosen.",
});

const Start = Type.Boolean({
  description:
    "False keeps a draft that is complete a draft: it neither runs nor is scheduled. True starts it, and is refused while something is missing. Left out, a draft starts once it is complete.",
});

export const InstallBody = Type.Object({
  operationId: OperationId,
  listingId: Type.String(),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  channel: Type.Optional(ChannelName),
  consent: Type.String({ description: "The `consent` of what the person was shown." }),
  config: Type.Optional(Config),
  connections: Type.Optional(Connections),
  schedule: Type.Optional(Schedule),
  zone: Type.Optional(Zone),
  shareLogs: Type.Optional(Type.Boolean()),
  history: Type.Optional(History),
  start: Type.Optional(Start),
  language: Type.Optional(Language),
  source: Type.Optional(InstallSource),
});
export type InstallBody = Static<typeof InstallBody>;

export const ConfigureBody = Type.Object({
  operationId: OperationId,
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  config: Type.Optional(Config),
  connections: Type.Optional(Connections),
  schedule: Type.Optional(Schedule),
  zone: Type.Optional(Zone),
  shareLogs: Type.Optional(Type.Boolean()),
  history: Type.Optional(History),
  start: Type.Optional(Start),
  language: Type.Optional(Language),
});
export type ConfigureBody = Static<typeof ConfigureBody>;

export const OperationBody = Type.Object({ operationId: OperationId });
export const PauseBody = Type.Object({
  operationId: OperationId,
  until: Type.Optional(
    Type.String({
      minLength: 10,
      maxLength: 40,
      description:
        "It goes on by itself then: a day such as `2026-03-29`, which begins in the installation's zone, or a moment with its offset. None: when it is resumed.",
    }),
  ),
});
export const PauseEverythingBody = Type.Object({
  operationId: OperationId,
  until: Type.Optional(Type.String({ minLength: 10, maxLength: 40, description: "As of one: a day begins in each one's own zone." })),
});
/** Which ones it was done to. */
export const EverythingChanged = Type.Object({ installationIds: Type.Array(Type.String()) });
export type EverythingChanged = Static<typeof EverythingChanged>;

const Entered = Type.Object({
  id: Type.String({ description: "The installation." }),
  name: Type.String(),
  fields: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), setAt: Moment })),
});
/** Keys and passwords entered in settings, by installation. */
export const EnteredPage = Page(Entered);
export type EnteredPage = Static<typeof EnteredPage>;

export const AcceptUpgradeBody = Type.Object({ operationId: OperationId, consent: Type.String() });

const actionNames = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 100 });
export const RevokeActionsBody = Type.Object({ operationId: OperationId, actions: actionNames });
export const AllowActionsBody = Type.Object({ operationId: OperationId, actions: actionNames, consent: Type.String() });

export const InstallationChanged = Type.Object({ installationId: Type.String(), state: InstallationState });
export type InstallationChanged = Static<typeof InstallationChanged>;

/** What a listing's stable release asks for, with the digest to send back as consent. */
export const ConsentView = Type.Object({ asks: Asks, consent: Type.String() });
export type ConsentView = Static<typeof ConsentView>;

export const InstallationItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  title: Type.String(),
  state: InstallationState,
  monogram: Monogram,
  icon: Type.Union([Type.String(), Type.Null()], {
    description: "The digest of its listing's picture: `/listings/{listing}/pictures/{digest}`.",
  }),
  integrationId: Type.String(),
  integrationName: Type.String(),
  listingId: Type.String(),
  publisherId: Type.String(),
  sideId: Type.String(),
  customerId: Type.String(),
  customerName: Type.Union([Type.String(), Type.Null()]),
  channel: Type.Union([ChannelName, Type.Null()]),
  releaseId: Type.String(),
  schedule: Type.Union([Type.String(), Type.Null()]),
  zone: Type.String(),
  resumesAt: Type.Union([Moment, Type.Null()], { description: "Paused, it goes on by itself then." }),
  createdAt: Moment,
});
export type InstallationItem = Static<typeof InstallationItem>;
export const InstallationPage = Page(InstallationItem);
export type InstallationPage = Static<typeof InstallationPage>;

export const InstallationView = Type.Intersect([
  InstallationItem,
  Type.Object({
    /** Null for a publisher. A secret field says only when it was set: `{ "set": "2026-..." }`. */
    config: Type.Union([Config, Type.Null()]),
    form: Type.Object({ schema: Config, uischema: Type.Union([Config, Type.Null()]), secrets: Type.Array(Type.String()) }),
    asks: Asks,
    accounts: Type.Array(
      Type.Object({
        name: Type.String(),
        title: Type.String(),
        provider: Type.String(),
        optional: Type.Boolean(),
        connectionId: Type.Union([Type.String(), Type.Null()]),
      }),
      { description: "Accounts of providers it uses, and the connection of each." },
    ),
    grants: Type.Array(
      Type.Intersect([
        AskedAction,
        Type.Object({
          state: Type.Enum(["allowed", "revoked", "changed", "waiting", "gone"], {
            description: "`changed`: the host made it cover more since; `waiting`: never agreed to; `gone`: the host has it no more.",
          }),
          at: Type.Union([Moment, Type.Null()]),
        }),
      ]),
      { description: "What it may do in the host's product at this moment; all but `allowed` is refused." },
    ),
    consent: Type.String({ description: "Of what its release asks for now; sent back to allow actions again." }),
    ready: Type.Boolean({ description: "Nothing is missing. A draft that is ready waits for its customer to start it." }),
    preview: Type.Boolean(),
    page: Type.Union([Type.String(), Type.Null()], {
      description:
        "The digest of its publisher's page: `/pages/{listing}/{digest}/index.html`, to be shown in a sandboxed frame. Null: it has none.",
    }),
    publisherName: Type.String(),
    history: Type.Union([Type.Object({ chosen: History, since: Type.Union([Moment, Type.Null()]) }), Type.Null()], {
      description: "Whether it takes what was there before; null where its customers have no choice.",
    }),
    scheduleEditable: Type.Boolean(),
    missedTimes: Type.Enum(["none", "last", "all"], {
      description:
        "Of times missed while nothing ran, also in a pause that ended by itself: none is made up for, one run makes up for all, or each up to 100.",
    }),
    shareLogs: Type.Boolean(),
    release: Type.Object({ id: Type.String(), number: Type.Integer(), version: Type.String() }),
    waiting: Type.Union([
      Type.Object({
        id: Type.String(),
        number: Type.Integer(),
        version: Type.String(),
        asks: Asks,
        asksMore: Type.Array(Type.String(), { description: "What goes beyond what the customer agreed to." }),
        consent: Type.String(),
      }),
      Type.Null(),
    ]),
    support: Type.Union([Type.String(), Type.Null()]),
    language: Type.String({ description: "What its program speaks, by its code." }),
    removedAt: Type.Union([Moment, Type.Null()]),
    erasesAt: Type.Union([Moment, Type.Null()], { description: "Uninstalled, what is kept of it is erased then." }),
    erasedAt: Type.Union([Moment, Type.Null()], { description: "What was kept of it is gone; `/erasure` is the proof." }),
  }),
]);
export type InstallationView = Static<typeof InstallationView>;

/** Who agreed to what an installation may do, each written once. */
export const ConsentList = Type.Object({
  items: Type.Array(
    Type.Object({
      way: Type.Enum(["install", "upgrade", "allow"]),
      at: Moment,
      by: Type.Object({ kind: Type.String(), name: Type.Union([Type.String(), Type.Null()]) }),
      release: Type.Object({
        id: Type.String(),
        version: Type.String(),
        manifestDigest: Type.String({ description: "SHA-256 over the release's manifest as JSON, keys in order." }),
      }),
      consent: Type.String({ description: "The digest of what was shown and agreed to." }),
      asks: Asks,
    }),
  ),
});
export type ConsentList = Static<typeof ConsentList>;

/** That nothing is kept of an uninstalled installation any more. */
export const ErasureProof = Type.Object({
  installationId: Type.String(),
  title: Type.String({ description: "Of its listing." }),
  uninstalledAt: Moment,
  asked: Type.Boolean({ description: "By an owner, before its hold was over." }),
  erased: Type.Record(Type.String(), Type.Integer(), { description: "How much there was, by kind." }),
  left: Type.Literal(0, { description: "Counted again after it." }),
  erasedAt: Moment,
  digest: Type.String({ description: "SHA-256 over all that stands here." }),
});
export type ErasureProof = Static<typeof ErasureProof>;
export const ErasureView = Type.Object({
  erasesAt: Type.Union([Moment, Type.Null()], { description: "When it will be; null while it is installed, and when it is done." }),
  proof: Type.Union([ErasureProof, Type.Null()]),
});
export type ErasureView = Static<typeof ErasureView>;
