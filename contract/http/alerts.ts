import { Type, type Static, type TSchema } from "typebox";
import { Moment } from "./shared.ts";

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** What Stoa watches for its operator. At most one alert of each is open at a time. */
export const AlertCondition = Type.Enum([
  "no-runner",
  "runs-wait",
  "backup-failed",
  "backup-stale",
  "disk",
  "old-transaction",
  "spawner-down",
  "facts-behind",
  "not-told",
]);
export type AlertCondition = Static<typeof AlertCondition>;

export const AlertSeverity = Type.Enum(["critical", "warning"]);
export type AlertSeverity = Static<typeof AlertSeverity>;

export const AlertView = Type.Object({
  id: Type.String(),
  condition: AlertCondition,
  severity: AlertSeverity,
  state: Type.Enum(["open", "closed"]),
  title: Type.String(),
  text: Type.String({ description: "What was so when it was last looked at." }),
  fix: Type.String(),
  openedAt: Moment,
  seenAt: Moment,
  closedAt: orNull(Moment),
});
export type AlertView = Static<typeof AlertView>;

export const AlertQuery = Type.Object({
  state: Type.Optional(Type.Enum(["open", "closed"])),
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type AlertQuery = Static<typeof AlertQuery>;

export const AlertPage = Type.Object({ items: Type.Array(AlertView), next: orNull(Type.String()), open: Type.Integer() });
export type AlertPage = Static<typeof AlertPage>;

/** One telling of one alert over one alert channel; what a receiver sees as `webhook-id` or Message-ID. */
export const NotificationView = Type.Object({
  id: Type.String(),
  kind: Type.Enum(["opened", "closed", "test"]),
  channel: Type.Object({ id: orNull(Type.String()), name: Type.String() }),
  state: Type.Enum(["waiting", "sent", "failed"]),
  attempts: Type.Integer(),
  dueAt: orNull(Moment),
  sentAt: orNull(Moment),
  error: orNull(Type.String()),
});
export type NotificationView = Static<typeof NotificationView>;

export const AlertDetail = Type.Intersect([AlertView, Type.Object({ notifications: Type.Array(NotificationView) })]);
export type AlertDetail = Static<typeof AlertDetail>;

const Url = Type.String({ minLength: 8, maxLength: 2000, pattern: "^https?://" });
const Address = Type.String({ minLength: 3, maxLength: 254, pattern: "^[^@\\s<>,;]+@[^@\\s<>,;]+$" });

export const MailSettings = Type.Object({
  kind: Type.Literal("mail"),
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  security: Type.Enum(["tls", "starttls", "none"], {
    description: "tls from the first byte (465), starttls required (587), none only where the way is safe",
  }),
  user: orNull(Type.String({ minLength: 1, maxLength: 254 })),
  from: Address,
  to: Type.Array(Address, { minItems: 1, maxItems: 20 }),
});
export type MailSettings = Static<typeof MailSettings>;

export const WebhookSettings = Type.Object({ kind: Type.Literal("webhook"), url: Url });
export type WebhookSettings = Static<typeof WebhookSettings>;

/** Asks an address now and then; whoever listens there raises the alarm when it stops. */
export const PingSettings = Type.Object({
  kind: Type.Literal("ping"),
  url: Url,
  method: Type.Enum(["GET", "POST"]),
  everyMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
});
export type PingSettings = Static<typeof PingSettings>;

export const AlertChannelSettings = Type.Union([MailSettings, WebhookSettings, PingSettings]);
export type AlertChannelSettings = Static<typeof AlertChannelSettings>;

export const AddAlertChannel = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 80 }),
  settings: AlertChannelSettings,
  password: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1000, description: "Of a mail server's user; kept sealed, never shown." }),
  ),
});
export type AddAlertChannel = Static<typeof AddAlertChannel>;

/** What is left out stays as it is; a kind cannot be changed. A password is asked for again when server or user change. */
export const EditAlertChannel = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  settings: Type.Optional(
    Type.Union([
      MailSettings,
      Type.Object({ kind: Type.Literal("webhook"), url: Type.Optional(Url) }),
      Type.Object({
        kind: Type.Literal("ping"),
        url: Type.Optional(Url),
        method: PingSettings.properties.method,
        everyMinutes: PingSettings.properties.everyMinutes,
      }),
    ]),
  ),
  password: AddAlertChannel.properties.password,
});
export type EditAlertChannel = Static<typeof EditAlertChannel>;

export const AlertChannelView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  settings: AlertChannelSettings,
  hasSecret: Type.Boolean(),
  lastOkAt: orNull(Moment),
  failingSince: orNull(Moment),
  error: orNull(Type.String()),
  dueAt: orNull(Moment),
  createdAt: Moment,
});
export type AlertChannelView = Static<typeof AlertChannelView>;
export const AlertChannelList = Type.Object({ items: Type.Array(AlertChannelView) });
export type AlertChannelList = Static<typeof AlertChannelList>;

/** `signingSecret` is shown this once, for a webhook's receiver. */
export const AddedAlertChannel = Type.Intersect([AlertChannelView, Type.Object({ signingSecret: orNull(Type.String()) })]);
export type AddedAlertChannel = Static<typeof AddedAlertChannel>;

export const AlertTestResult = Type.Object({ id: Type.String(), ok: Type.Boolean(), error: orNull(Type.String()) });
export type AlertTestResult = Static<typeof AlertTestResult>;

/** The body of a webhook about an alert: signed like Standard Webhooks, its id in `webhook-id`. */
export const AlertMessage = Type.Object({
  type: Type.Enum(["alert.opened", "alert.closed", "alert.test"]),
  timestamp: Moment,
  data: Type.Object({
    deployment: Type.String(),
    alert: orNull(AlertView),
    link: Type.String(),
  }),
});
export type AlertMessage = Static<typeof AlertMessage>;
