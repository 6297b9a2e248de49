export { webhooksRoutes } from "./routes.ts";
export { tellCustomers } from "./tell-customers.ts";
export { tellHosts } from "./follow-facts.ts";
export { openSlots } from "./open-slots.ts";
export type { SendDeps } from "./send-deliveries.ts";
export { sweepWebhooks } from "./sweep-webhooks.ts";
export { newWebhookSecret, signWebhook } from "./sign.ts";
