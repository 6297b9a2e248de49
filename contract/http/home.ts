import { Type, type Static } from "typebox";
import type { EmbedLanguage } from "../embed.ts";
import { FailureClassSchema } from "../program/failures.ts";
import { InstallationItem } from "./installs.ts";
import { Moment, Page } from "./shared.ts";

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** Why an installation that should have worked by now did not, as far as can be told. */
export const SilentCause = Type.Enum(["paused", "credentials", "failing", "running", "no-runner", "waiting", "not-started", "no-events"], {
  description:
    "`running`: its run goes on and on; `waiting`: one is not begun; `not-started`: its schedule began none; `no-events`: nothing asked it to run.",
});
export type SilentCause = Static<typeof SilentCause>;

/** Each likely cause in one sentence, as pages and mails say it. */
export const silentSentences: Readonly<Record<SilentCause, Readonly<Record<EmbedLanguage, string>>>> = {
  paused: {
    en: "It is paused, so it does nothing until somebody resumes it.",
    de: "Es ist angehalten und tut nichts, bis es jemand fortsetzt.",
  },
  credentials: { en: "Its account needs a new sign-in.", de: "Sein Konto braucht eine neue Anmeldung." },
  failing: { en: "Its runs fail.", de: "Seine Läufe schlagen fehl." },
  running: { en: "One run goes on much longer than usual.", de: "Ein Lauf dauert viel länger als sonst." },
  "no-runner": {
    en: "Nothing runs at the moment; those who run this service are told.",
    de: "Zurzeit läuft gar nichts; die Betreiber dieses Dienstes sind benachrichtigt.",
  },
  waiting: { en: "A run waits for its turn.", de: "Ein Lauf wartet, bis er an der Reihe ist." },
  "not-started": { en: "Its schedule began no run.", de: "Sein Zeitplan hat keinen Lauf begonnen." },
  "no-events": {
    en: "Nothing came from the other service that would make it run.",
    de: "Vom anderen Dienst kam nichts, das einen Lauf auslösen würde.",
  },
};

export const HealthView = Type.Object({
  state: Type.Enum(["new", "fine", "failing", "silent"], { description: "`silent`: no success for twice its usual interval." }),
  lastOkAt: orNull(Moment),
  lastRunAt: orNull(Moment),
  lastRunId: orNull(Type.String()),
  failureClass: orNull(FailureClassSchema),
  sentence: orNull(Type.String({ description: "Of its last run, while it fails; told to its customer." })),
  failures: Type.Integer({ description: "Runs that failed since the last that worked." }),
  failingSince: orNull(Moment),
  silentSince: orNull(Moment),
  silentCause: orNull(SilentCause),
  silentDueAt: orNull(Type.String({ format: "date-time", description: "When it is called silent unless it works before." })),
  nextRunAt: orNull(Type.String({ format: "date-time", description: "Null: no schedule, or paused." })),
});
export type HealthView = Static<typeof HealthView>;

/** What an installation waits for that only its customer can do. */
export const Waits = Type.Enum(["set-up", "sign-in", "consent", "action"], {
  description:
    "`set-up`: its form or an account is missing; `sign-in`: an account of it needs a new one; `consent`: a release asks for more than was agreed to; `action`: the host made an action cover more. A host and a publisher do not see `sign-in`.",
});
export type Waits = Static<typeof Waits>;

export const HomeItem = Type.Intersect([InstallationItem, Type.Object({ health: HealthView, waits: orNull(Waits) })]);
export type HomeItem = Static<typeof HomeItem>;
export const HomePage = Page(HomeItem);
export type HomePage = Static<typeof HomePage>;

export const HelpBody = Type.Object({
  words: Type.Optional(Type.String({ maxLength: 4_000, description: "What the person adds." })),
  withLog: Type.Boolean({ description: "True: the run's log, its secrets hidden, goes with it." }),
});
export type HelpBody = Static<typeof HelpBody>;

export const HelpView = Type.Object({
  id: Type.String(),
  installationId: Type.String(),
  runId: Type.String(),
  title: orNull(Type.String({ description: "The integration's name." })),
  askedBy: orNull(Type.String({ description: "A publisher does not see who asked." })),
  to: Type.String(),
  sentence: Type.String(),
  words: Type.String(),
  withLog: Type.Boolean(),
  askedAt: Moment,
  mail: orNull(Type.Object({ state: Type.Enum(["waiting", "sent", "failed"]), sentAt: orNull(Moment), error: orNull(Type.String()) })),
  answeredAt: orNull(Moment),
  answer: orNull(Type.String()),
});
export type HelpView = Static<typeof HelpView>;
export const HelpPage = Page(HelpView);
export type HelpPage = Static<typeof HelpPage>;

export const HelpAddressView = Type.Object({
  to: Type.String({ description: "Where it would go: the listing's support address." }),
  mails: Type.Boolean({
    description: "False: no mail goes there now. What is asked is kept all the same, and its publisher reads it here.",
  }),
  replyTo: orNull(Type.String({ description: "Where the answer comes." })),
});
export type HelpAddressView = Static<typeof HelpAddressView>;
export const AnswerHelpBody = Type.Object({ answer: Type.String({ minLength: 1, maxLength: 4_000 }) });
export type AnswerHelpBody = Static<typeof AnswerHelpBody>;

export const noticeKinds = [
  "failing",
  "recovered",
  "silent",
  "needs-sign-in",
  "asks-consent",
  "covers-more",
  "upgraded",
  "help-answered",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const Of = Type.Object({ id: Type.String(), name: Type.String() });
export const HomeNoticeView = Type.Object({
  id: Type.String(),
  kind: Type.Enum(noticeKinds),
  cause: orNull(Type.String({ description: "Of `silent` its likely cause, of `failing` the failure class." })),
  installation: orNull(Of),
  connection: orNull(Of),
  runId: orNull(Type.String()),
  sentence: orNull(Type.String({ description: "Of `failing` what its run ended with." })),
  at: Moment,
  endedAt: orNull(Type.String({ format: "date-time", description: "The episode is over; what is told once ended as it was told." })),
  isNew: Type.Boolean({ description: "Not seen yet by the person who asks." }),
});
export type HomeNoticeView = Static<typeof HomeNoticeView>;
export const HomeNoticePage = Type.Object({
  items: Type.Array(HomeNoticeView),
  next: orNull(Type.String()),
  unread: Type.Integer({ description: "At most 100." }),
});
export type HomeNoticePage = Static<typeof HomeNoticePage>;

/** When daily mails go, in hours after midnight UTC. */
export const dailyMailHour = 7;

const Product = Type.Enum(["now", "off"]);
const MailWish = Type.Enum(["now", "daily", "off"]);
const Language = Type.Union([Type.Enum(["en", "de"]), Type.Null()], { description: "Of pages and mails; null: as the host's page." });
export const TellingView = Type.Object({
  product: Product,
  mail: MailWish,
  language: Language,
  address: orNull(Type.String()),
  canMail: Type.Boolean({ description: "False: no mail is set up here." }),
  mutes: Type.Array(
    Type.Object({ installationId: Type.String(), name: Type.String(), until: orNull(Type.String({ format: "date-time" })) }),
  ),
});
export type TellingView = Static<typeof TellingView>;
export const EditTellingBody = Type.Object({
  product: Type.Optional(Product),
  mail: Type.Optional(MailWish),
  language: Type.Optional(Language),
});
export type EditTellingBody = Static<typeof EditTellingBody>;
export const UnsubscribeBody = Type.Object({
  code: Type.String({ maxLength: 300 }),
  mail: Type.Optional(Type.Enum(["daily", "off"], { description: "`daily`: once a day together. Absent: no more of them." })),
});
export const LookAtMailsBody = Type.Object({ code: Type.String({ maxLength: 300 }) });
/** Whose mails the code of one of them ends. */
export const MailsView = Type.Object({
  host: Type.String(),
  look: Type.Record(Type.String(), Type.String()),
  test: Type.Boolean(),
  mail: MailWish,
});
export type MailsView = Static<typeof MailsView>;
export const MuteBody = Type.Object({ until: orNull(Type.String({ format: "date-time", description: "Null: for good." })) });

export const ExportView = Type.Object({
  id: Type.String(),
  state: Type.Enum(["waiting", "running", "done", "failed", "gone"], { description: "`gone`: its week is over." }),
  askedBy: Type.String(),
  done: Type.Integer({ description: "Installations written so far." }),
  total: Type.Integer(),
  bytes: orNull(Type.Integer()),
  error: orNull(Type.String()),
  createdAt: Moment,
  endedAt: orNull(Moment),
  expiresAt: orNull(Moment),
});
export type ExportView = Static<typeof ExportView>;
export const ExportList = Type.Object({ items: Type.Array(ExportView) });
export type ExportList = Static<typeof ExportList>;
export const ExportLink = Type.Object({ path: Type.String({ description: "Good once, for five minutes, for who may see the export." }) });
export type ExportLink = Static<typeof ExportLink>;
