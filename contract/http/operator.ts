import { Type, type Static } from "typebox";
import { Moment, PageQuery } from "./shared.ts";

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** One thing the operator should know: what is so, and how to change it. */
export const StatusNotice = Type.Object({
  needs: Type.Enum(["nothing", "someone"]),
  title: Type.String(),
  text: Type.String(),
  fix: orNull(Type.String()),
});
export type StatusNotice = Static<typeof StatusNotice>;

export const StatusView = Type.Object({
  publicUrl: Type.String(),
  startedAt: Moment,
  machine: Type.Object({
    asRoot: Type.Boolean(),
    serviceUser: Type.String(),
    database: Type.Enum(["embedded", "external"]),
    databaseVersion: Type.String(),
    databaseBytes: Type.Integer(),
  }),
  disk: Type.Object({
    freeBytes: Type.Integer(),
    totalBytes: Type.Integer(),
    usedPart: Type.Number({ description: "From 0 to 1; what is kept for root counts as used." }),
    isFull: Type.Boolean({ description: "Builds have stopped and logs are cut: from 90 % used on, until it is below 85 %." }),
  }),
  sandbox: Type.Object({
    launcher: Type.String({ description: "`native`, or `perl` where there was no C compiler at set-up." }),
    tier: Type.Enum(["namespaces", "gvisor"], {
      description: "What boxes are made of; it has passed its self-test, or nothing would run.",
    }),
    cgroups: Type.String(),
    uidPerSlot: Type.Boolean(),
    slots: Type.Integer(),
    watchedLimits: Type.Array(Type.String()),
    notes: Type.Array(Type.String()),
    allowedPrivateHosts: Type.Array(Type.String()),
    warm: Type.Object(
      {
        images: Type.Integer({ description: "Pythons prepared, each a file for one customer's release." }),
        bytes: Type.Integer(),
        held: Type.Integer({ description: "Nodes that wait for a run." }),
        started: Type.Object(
          { warm: Type.Integer(), cold: Type.Integer() },
          { description: "Since the server started, of those that ask." },
        ),
        why: orNull(Type.String({ description: "Why nothing is started warm here." })),
        reasons: Type.Array(Type.String(), { description: "The last reasons why one that asks was started cold." }),
      },
      { description: "Programs whose manifest says `warm`." },
    ),
  }),
  backup: Type.Object({ madeAt: orNull(Moment), verifiedAt: orNull(Moment) }),
  unheardFacts: Type.Integer({ description: "Facts whose handler gave up on them." }),
  notices: Type.Array(StatusNotice),
});
export type StatusView = Static<typeof StatusView>;

export const AuditQuery = Type.Intersect([
  PageQuery,
  Type.Object({
    installationId: Type.Optional(Type.String()),
    actorId: Type.Optional(Type.String({ description: "Only what this person (`per_…`) or program (the id of its token, `tok_…`) did." })),
    verbs: Type.Optional(
      Type.String({
        maxLength: 2000,
        description: "Verbs whose rows are found too where `q` is searched for, by commas: what a page says in words.",
      }),
    ),
    from: Type.Optional(Moment),
    to: Type.Optional(Moment),
  }),
]);
export type AuditQuery = Static<typeof AuditQuery>;
export const AuditItem = Type.Object({
  id: Type.String(),
  at: Moment,
  actor: Type.Object({
    kind: Type.String(),
    id: orNull(Type.String({ description: "Of a person, or of a program's token." })),
    name: orNull(Type.String({ description: "Of a person, or as a program's token is called." })),
  }),
  verb: Type.String(),
  subject: orNull(Type.String()),
  about: orNull(
    Type.Object(
      {
        kind: Type.Union([Type.Literal("installation"), Type.Literal("connection"), Type.Literal("run")]),
        id: Type.String(),
        name: Type.String(),
      },
      { description: "To a customer: what it was done to, as it is called now; a run is called as its installation." },
    ),
  ),
  titles: orNull(Type.Record(Type.String(), Type.String(), { description: "Of changed settings: what the form calls them." })),
  before: orNull(Type.Unknown()),
  after: orNull(Type.Unknown()),
  trace: Type.String(),
});
export type AuditItem = Static<typeof AuditItem>;
export const AuditActorList = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), kind: Type.String(), name: orNull(Type.String()) })),
});
export type AuditActorList = Static<typeof AuditActorList>;
export const AuditPage = Type.Object({ items: Type.Array(AuditItem), next: orNull(Type.String()) });
export type AuditPage = Static<typeof AuditPage>;
