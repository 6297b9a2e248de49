import { Type, type Static } from "typebox";
import { noticeKinds, type NoticeKind } from "./home.ts";
import { Moment, Page, PageQuery } from "./shared.ts";

/** What a host's server is told. */
export const webhookTypes = [
  "installation.installed",
  "installation.changed",
  "installation.failing",
  "installation.recovered",
  "installation.removed",
  "installation.consent_asked",
] as const;
export type WebhookType = (typeof webhookTypes)[number];

/** What a customer's own server is told: its notices. */
export const noticeTypes = noticeKinds.map((kind): `notice.${NoticeKind}` => `notice.${kind}`);
export type NoticeType = (typeof noticeTypes)[number];

const maybe = Type.Union([Type.String(), Type.Null()]);

/** The body of every webhook: ids and states; what else is wanted is read by the API. */
export const WebhookMessage = Type.Object(
  {
    type: Type.Enum([...webhookTypes, "test.ping"]),
    timestamp: Moment,
    data: Type.Object({
      side: Type.String(),
      customer: Type.Union([
        Type.Object({ id: Type.String(), ref: Type.String({ description: "The host's own id for it." }) }),
        Type.Null(),
      ]),
      installation: maybe,
      listing: maybe,
      integration: maybe,
      run: Type.Union([Type.String(), Type.Null()], { description: "The run that failed, or was the first to work again." }),
      change: Type.Union([Type.String(), Type.Null()], { description: "configured, paused, resumed or upgraded." }),
      failureClass: maybe,
      version: Type.Integer({ description: "Counts the subject's changes: a message with a lower one than you know is late." }),
    }),
  },
  { $id: "WebhookMessage" },
);
export type WebhookMessage = Static<typeof WebhookMessage>;

/** The body of what a customer's own server is told: ids and states; what else is wanted is read by the API. */
export const NoticeMessage = Type.Object(
  {
    type: Type.Enum([...noticeTypes, "test.ping"]),
    timestamp: Moment,
    data: Type.Object({
      side: Type.String(),
      customer: Type.String(),
      notice: maybe,
      installation: maybe,
      connection: maybe,
      run: maybe,
      cause: Type.Union([Type.String(), Type.Null()], { description: "Of `silent` its likely cause, of `failing` the failure class." }),
    }),
  },
  { $id: "NoticeMessage" },
);
export type NoticeMessage = Static<typeof NoticeMessage>;

const Url = Type.String({ pattern: "^https?://", maxLength: 1_000 });
const WebhookName = Type.String({ minLength: 1, maxLength: 80 });
const Events = Type.Array(Type.Enum([...webhookTypes, ...noticeTypes]), {
  maxItems: Math.max(webhookTypes.length, noticeTypes.length),
  description: "`installation.*` of a host, `notice.*` of a customer. None named means all.",
});

export const AddWebhookBody = Type.Object({ url: Url, name: Type.Optional(WebhookName), events: Type.Optional(Events) });
export type AddWebhookBody = Static<typeof AddWebhookBody>;
export const EditWebhookBody = Type.Object({
  url: Type.Optional(Url),
  name: Type.Optional(WebhookName),
  events: Type.Optional(Events),
  state: Type.Optional(Type.Enum(["on", "off"])),
});
export type EditWebhookBody = Static<typeof EditWebhookBody>;
export const RotateWebhookBody = Type.Object({
  endOld: Type.Optional(Type.Enum(["in-a-day", "now"], { description: "`now` when the old secret is known to strangers." })),
});

export const WebhookView = Type.Object({
  id: Type.String(),
  url: Type.String(),
  name: Type.String(),
  events: Type.Array(Type.String()),
  state: Type.Enum(["on", "off"]),
  previousUntil: Type.Union([Moment, Type.Null()], { description: "Until then the secret before this one signs too." }),
  publicKey: Type.Union([Type.String(), Type.Null()], {
    description:
      "Checks the `v1a` signature of messages: ed25519, `whpk_` and base64. Null for some minutes where the address is older than these.",
  }),
  previousPublicKey: Type.Union([Type.String(), Type.Null()], { description: "Of the key before, while that signs too." }),
  failingSince: Type.Union([Moment, Type.Null()]),
  lastOkAt: Type.Union([Moment, Type.Null()]),
  error: maybe,
  waiting: Type.Integer({ description: "Deliveries not taken yet." }),
  failed: Type.Integer({ description: "Deliveries given up." }),
  createdAt: Moment,
});
export type WebhookView = Static<typeof WebhookView>;
export const NewWebhookView = Type.Intersect([
  WebhookView,
  Type.Object({ secret: Type.String({ description: "Signs messages; shown this once." }) }),
]);
export type NewWebhookView = Static<typeof NewWebhookView>;

export const WebhookDeliveryView = Type.Object({
  id: Type.String(),
  endpointId: Type.String(),
  endpointName: Type.String(),
  messageId: Type.String({ description: "The webhook-id it is sent with, however often." }),
  type: Type.String(),
  subject: maybe,
  state: Type.Enum(["waiting", "delivered", "failed"]),
  tries: Type.Integer(),
  status: Type.Union([Type.Integer(), Type.Null()], { description: "What your server answered last." }),
  error: maybe,
  answeredMs: Type.Union([Type.Integer(), Type.Null()]),
  dueAt: Type.Union([Moment, Type.Null()], { description: "When it is tried next." }),
  triedAt: Type.Union([Moment, Type.Null()]),
  createdAt: Moment,
});
export type WebhookDeliveryView = Static<typeof WebhookDeliveryView>;
export const WebhookDeliveryDetail = Type.Intersect([WebhookDeliveryView, Type.Object({ body: Type.String() })]);
export const WebhookDeliveryPage = Page(WebhookDeliveryView);
export type WebhookDeliveryPage = Static<typeof WebhookDeliveryPage>;
export const WebhookDeliveryQuery = Type.Intersect([
  PageQuery,
  Type.Object({ endpointId: Type.Optional(Type.String()), state: Type.Optional(Type.Enum(["waiting", "delivered", "failed"])) }),
]);
export const RedeliveredView = Type.Object({ count: Type.Integer() });
export type RedeliveredView = Static<typeof RedeliveredView>;
