import { Type, type Static } from "typebox";
import { FailureClassSchema, OwnerSchema } from "../program/failures.ts";
import { Counts, FailedItem } from "../program/messages.ts";
import { Moment, OperationId, Page, PageQuery } from "./shared.ts";

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const RunState = Type.Enum(["queued", "running", "succeeded", "failed", "cancelled"]);
export type RunState = Static<typeof RunState>;
export const RunKind = Type.Enum(["work", "probe"]);
export const RunMode = Type.Enum(["run", "preview", "options", "check"]);
export const TriggerKind = Type.Enum(["cron", "webhook", "api", "person"]);

const Named = Type.Object({ id: Type.String(), name: Type.String() });

export const RunProgress = Type.Object({ done: Type.Number(), total: orNull(Type.Number()), text: Type.String() });

export const RunItem = Type.Object(
  {
    id: Type.String(),
    kind: RunKind,
    mode: RunMode,
    trigger: TriggerKind,
    state: RunState,
    failureClass: orNull(FailureClassSchema),
    owner: orNull(OwnerSchema),
    sentence: orNull(Type.String({ description: "How it ended, in one sentence for the customer." })),
    installation: Named,
    integration: Named,
    customer: Type.Object({ id: Type.String(), name: orNull(Type.String()) }, { description: "A publisher does not see the name." }),
    sideId: Type.String(),
    publisherId: Type.String(),
    queuedAt: Moment,
    startedAt: orNull(Moment),
    endedAt: orNull(Moment),
    scheduledFor: orNull(Moment),
    attempts: Type.Integer(),
    counts: Counts,
    triggers: Type.Integer({ description: "How many triggers this run joins." }),
    rerunOf: orNull(Type.String()),
    progress: orNull(RunProgress),
    stopping: Type.Boolean({ description: "Someone asked it to stop, and its program is given time." }),
  },
  { $id: "RunItem" },
);
export type RunItem = Static<typeof RunItem>;
export const RunPage = Page(RunItem);
export type RunPage = Static<typeof RunPage>;

export const RunQuery = Type.Intersect([
  PageQuery,
  Type.Object({
    state: Type.Optional(RunState),
    class: Type.Optional(FailureClassSchema),
    kind: Type.Optional(RunKind),
    without: Type.Optional(Type.Enum(["run", "preview", "options", "check"], { description: "Leaves out runs of this mode." })),
    installationId: Type.Optional(Type.String()),
    integrationId: Type.Optional(Type.String()),
    customerId: Type.Optional(Type.String()),
    from: Type.Optional(Moment),
    to: Type.Optional(Moment),
  }),
]);
export type RunQuery = Static<typeof RunQuery>;

export const RunUsage = Type.Object({
  cpuMicros: Type.Integer({ description: "Millionths of a second of processor time." }),
  memoryMicros: Type.Integer({ description: "Millionths of a GiB second." }),
  memoryKibMs: Type.Integer({ description: "The same in KiB times milliseconds." }),
  wallMs: Type.Integer(),
  egressBytes: Type.Integer({ description: "Sent by the program." }),
  ingressBytes: Type.Integer({ description: "Received by the program." }),
  storageBytes: Type.Integer({ description: "Kept of it: its log as stored, and its state." }),
});
export type RunUsage = Static<typeof RunUsage>;

export const RunAttempt = Type.Object({
  number: Type.Integer(),
  state: Type.Enum(["running", "succeeded", "failed", "cancelled", "lost", "returned"]),
  startedAt: Moment,
  endedAt: orNull(Moment),
  failureClass: orNull(FailureClassSchema),
  sentence: orNull(Type.String()),
  exitCode: orNull(Type.Integer()),
  signal: orNull(
    Type.String({ description: "Beside an exit code of 128 + n: the one or the other, where this machine's launcher cannot tell." }),
  ),
  retryAt: orNull(Moment),
  logLines: Type.Integer(),
  logBytes: Type.Integer(),
  usage: RunUsage,
  ranIn: orNull(
    Type.Enum(["namespaces", "gvisor"], { description: "The kind of its box. Null: not yet ended, never begun, or of an older Stoa." }),
  ),
  startedWarm: Type.Boolean({ description: "Its program was started from what was prepared before." }),
});
export type RunAttempt = Static<typeof RunAttempt>;

export const WaitingView = Type.Object({
  reason: Type.Enum([
    "due-soon",
    "retry",
    "one-at-a-time",
    "paused",
    "no-runner",
    "slots-busy",
    "weight",
    "behind-own",
    "limit",
    "rate",
    "cooling",
    "not-waiting",
  ]),
  sentence: Type.String(),
  until: orNull(Moment),
  expectedAt: orNull(Type.String({ format: "date-time", description: "When it is expected to begin, as far as that can be told." })),
});
export type WaitingView = Static<typeof WaitingView>;

export const RunVerdict = Type.Object({
  outcome: Type.Enum(["succeeded", "failed", "cancelled"]),
  failureClass: orNull(FailureClassSchema),
  rule: Type.String(),
  owner: orNull(OwnerSchema),
  sentence: Type.String(),
  fields: Type.Array(Type.String(), { description: "Fields of the settings that it asks to be entered anew, as far as the log tells." }),
  evidence: orNull(
    Type.Object({
      stream: Type.Enum(["stdout", "stderr"]),
      line: Type.Integer({ description: "From 1, within the stream." }),
      logLine: orNull(Type.Integer({ description: "From 0, within the whole log." })),
      text: Type.String(),
    }),
  ),
});
export type RunVerdict = Static<typeof RunVerdict>;

/** The line of a manifest's place for what a run asked of its host's product. */
export const hostApiLine = "the host's API";

export const Contacted = Type.Object({
  host: Type.String(),
  port: Type.Integer({ description: "0: only its name was looked up." }),
  count: Type.Integer({ description: "Connections, or attempts at one." }),
  bytesIn: Type.Integer(),
  bytesOut: Type.Integer(),
  refused: orNull(Type.String({ description: "Why it was not reached." })),
  declared: orNull(
    Type.String({ description: `The line of the manifest it comes under; \`${hostApiLine}\`: the product's own, asked for actions.` }),
  ),
  simulatedBy: orNull(Type.String({ description: "On a test side: the simulator that answered in its place." })),
});
export type Contacted = Static<typeof Contacted>;

const StateValue = Type.Object({
  version: Type.Integer(),
  form: Type.Enum(["json", "directory"]),
  bytes: Type.Integer(),
  value: Type.Optional(Type.Unknown({ description: "JSON state, for those who may see it." })),
});

export const RunView = Type.Intersect([
  RunItem,
  Type.Object({
    verdict: orNull(RunVerdict),
    release: orNull(Type.Object({ id: Type.String(), number: Type.Integer(), version: Type.String() })),
    attemptList: Type.Array(RunAttempt),
    failedItems: Type.Array(FailedItem),
    failedTotal: Type.Integer(),
    canRetryItems: Type.Boolean({ description: "Its program, as it is now, can do failed items again alone." }),
    onlyItems: orNull(Type.Integer({ description: "How many failed items of another run it was asked to do, and nothing else." })),
    mendedBy: orNull(Type.String({ description: "The run after this failed one that did the whole again and went well." })),
    contacted: Type.Array(Contacted),
    usage: RunUsage,
    before: orNull(StateValue),
    after: orNull(StateValue),
    result: Type.Optional(Type.Unknown()),
    waiting: orNull(WaitingView),
    by: orNull(
      Type.Object(
        {
          name: orNull(Type.String()),
          of: orNull(Type.Enum(["customer", "support"], { description: "Support: the host's people, or the operator's." })),
        },
        { description: "Who asked for it, where a person did; their name only for people of the same place." },
      ),
    ),
    log: Type.Object({ visible: Type.Boolean(), why: orNull(Type.String()) }),
  }),
]);
export type RunView = Static<typeof RunView>;

export const TriggerBody = Type.Object({
  mode: Type.Optional(RunMode),
  body: Type.Optional(Type.String({ maxLength: 1_048_576, description: "Given to the program as the trigger's body." })),
  operationId: Type.Optional(OperationId),
  start: Type.Optional(
    Type.Boolean({
      description: "Switches on an installation that is still a draft, in the same step; refused while something is missing.",
    }),
  ),
});
export type TriggerBody = Static<typeof TriggerBody>;
export const RunStarted = Type.Object({ runId: Type.String() });
export type RunStarted = Static<typeof RunStarted>;

const Choice = Type.Union([
  Type.Literal("current"),
  Type.Literal("original"),
  Type.Object({ given: Type.Record(Type.String(), Type.Unknown()) }),
]);
export const RerunBody = Type.Object({
  config: Type.Optional(Choice),
  state: Type.Optional(Choice),
  saveState: Type.Optional(
    Type.Boolean({ description: "Whether the state it ends with becomes the installation's; always so with current config and state." }),
  ),
  operationId: Type.Optional(OperationId),
});
export type RerunBody = Static<typeof RerunBody>;
export const RetryItemsBody = Type.Object({
  items: Type.Optional(
    Type.Array(Type.String(), { minItems: 1, maxItems: 1_000, description: "As the run names them; all its failed items when missing." }),
  ),
  operationId: Type.Optional(OperationId),
});
export type RetryItemsBody = Static<typeof RetryItemsBody>;
export const Cancelled = Type.Object({ state: Type.Enum(["ended", "stopping"]) });

const Attempt = Type.Integer({ minimum: 1, maximum: 1_000_000, description: "The last one when missing." });
/** No log comes near it. */
export const mostLines = 1_000_000_000_000;

export const LogQuery = Type.Object({
  attempt: Type.Optional(Attempt),
  from: Type.Optional(Type.Integer({ minimum: 0, maximum: mostLines, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1_000 })),
});
export const LogLineView = Type.Object({
  line: Type.Integer(),
  at: Moment,
  stream: Type.Enum(["stdout", "stderr", "stoa"]),
  text: Type.String(),
});
export type LogLineView = Static<typeof LogLineView>;
export const LogPage = Type.Object({
  attempt: Type.Integer(),
  lines: Type.Array(LogLineView),
  next: orNull(Type.Integer({ description: "The line to ask from next; null at the end of what there is." })),
  over: Type.Boolean({ description: "No line can come any more." }),
});
export type LogPage = Static<typeof LogPage>;
export const LogSearchQuery = Type.Object({
  attempt: Type.Optional(Attempt),
  text: Type.String({ minLength: 1, maxLength: 200 }),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
});
export const LogSearchView = Type.Object({ attempt: Type.Integer(), count: Type.Integer(), lines: Type.Array(LogLineView) });
export type LogSearchView = Static<typeof LogSearchView>;

export const ScheduleView = Type.Object({
  cron: orNull(Type.String()),
  zone: Type.String(),
  active: Type.Boolean(),
  editable: Type.Boolean(),
  jitterSeconds: Type.Integer({ description: "How much later than the line says this installation's runs begin, always the same." }),
  next: Type.Array(Moment, { description: "The next five times by the line, without the delay." }),
});
export type ScheduleView = Static<typeof ScheduleView>;
export const ScheduleBody = Type.Object({
  operationId: Type.String({ minLength: 8, maxLength: 100 }),
  cron: orNull(Type.String({ maxLength: 100 })),
  zone: Type.String({ maxLength: 60 }),
});
export type ScheduleBody = Static<typeof ScheduleBody>;

export const HookView = Type.Object({ url: Type.String(), rotatedAt: orNull(Moment) });
export type HookView = Static<typeof HookView>;
export const HookRotated = Type.Object({
  url: Type.String(),
  token: Type.String({
    description: "Shown this once. As `Authorization: Bearer` or `X-Stoa-Token`, or as the key of Standard Webhooks' signature.",
  }),
  rotatedAt: Moment,
});
export type HookRotated = Static<typeof HookRotated>;
export const DeliveryTaken = Type.Object({ runId: Type.String(), repeated: Type.Boolean() });

export const RunDaysQuery = Type.Object({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 400, default: 30 })),
  zone: Type.Optional(Type.String({ maxLength: 60, default: "UTC" })),
  installationId: Type.Optional(Type.String()),
  integrationId: Type.Optional(Type.String()),
});
export type RunDaysQuery = Static<typeof RunDaysQuery>;
export const ContactsQuery = Type.Object({ integrationId: Type.String() });
export const ContactsView = Type.Object({
  days: Type.Integer(),
  hosts: Type.Array(
    Type.Object({
      declared: Type.String({ description: "The manifest's own line, such as `*.example.com:443` or `{config.server}`." }),
      runs: Type.Integer(),
      connections: Type.Integer({ description: "Attempts, those refused among them." }),
      bytesIn: Type.Integer(),
      bytesOut: Type.Integer(),
      refused: Type.Integer(),
    }),
  ),
  runsAskingOthers: Type.Integer({ description: "Runs that looked up names no line declares; none was reached." }),
});
export type ContactsView = Static<typeof ContactsView>;

export const RunDay = Type.Object({
  day: Type.String({ description: "YYYY-MM-DD in the zone asked for." }),
  succeeded: Type.Integer(),
  failed: Type.Integer(),
  cancelled: Type.Integer(),
  classes: Type.Record(Type.String(), Type.Integer()),
  wallMs: Type.Integer(),
});
export type RunDay = Static<typeof RunDay>;
export const RunDays = Type.Object({ days: Type.Array(RunDay) });
export type RunDays = Static<typeof RunDays>;

const UsageBy = Type.Enum(["integration", "customer", "publisher"]);
export const UsageQuery = Type.Object({
  month: Type.Optional(
    Type.String({ pattern: "^20[0-9]{2}-(0[1-9]|1[0-2])$", description: "YYYY-MM, in UTC, by the end of runs; this one when left out." }),
  ),
  by: Type.Optional(UsageBy),
});
export type UsageQuery = Static<typeof UsageQuery>;
export const UsageItem = Type.Object({
  id: Type.String(),
  name: orNull(Type.String({ description: "Null for who may not see it." })),
  runs: Type.Integer(),
  attempts: Type.Integer(),
  cpuMicros: Type.Integer({ description: "Millionths of a second of processor time." }),
  memoryMicros: Type.Integer({ description: "Millionths of a GiB second." }),
  wallMicros: Type.Integer({ description: "Millionths of a second." }),
  egressBytes: Type.Integer(),
  ingressBytes: Type.Integer(),
  storageBytes: Type.Integer(),
});
export type UsageItem = Static<typeof UsageItem>;
export const UsageList = Type.Object({ month: Type.String(), by: UsageBy, items: Type.Array(UsageItem) });
export type UsageList = Static<typeof UsageList>;

export const RunnerView = Type.Object({
  id: Type.String(),
  place: Type.String(),
  state: Type.Enum(["up", "draining", "gone", "lost"]),
  workSlots: Type.Integer(),
  probeSlots: Type.Integer(),
  running: Type.Integer(),
  startedAt: Moment,
  beatAt: Moment,
  about: Type.Record(Type.String(), Type.Unknown()),
});
export type RunnerView = Static<typeof RunnerView>;
export const RunnerList = Type.Object({ items: Type.Array(RunnerView) });
export type RunnerList = Static<typeof RunnerList>;

export const QueueView = Type.Object({
  waiting: Type.Integer(),
  running: Type.Integer(),
  oldestReadyAt: orNull(Moment),
  reasons: Type.Array(
    Type.Object({
      reason: Type.Enum(["ready", "one-at-a-time", "paused", "retry", "running"]),
      kind: RunKind,
      failureClass: orNull(Type.String()),
      count: Type.Integer(),
      oldestAt: Moment,
    }),
  ),
});
export type QueueView = Static<typeof QueueView>;

export const DaysRebuilt = Type.Object({
  since: orNull(Type.String({ description: "The first day (YYYY-MM-DD, UTC) that was summed; null where history holds no runs." })),
});
