import { showId } from "@stoa/contract";
import { signWebhook } from "../../webhooks/index.ts";
import { askUrl } from "./ask-url.ts";
import type { Delivery } from "./deliver.ts";
import { describeAsMessage } from "./describe.ts";

/** Posts one signed message; `webhook-id` is the notification's id, for receivers to drop repeats by. @throws DeliveryFault */
export async function sendWebhook(to: { url: string; signingSecret: string }, delivery: Delivery): Promise<void> {
  const body = JSON.stringify(describeAsMessage(delivery));
  const headers = signWebhook([to.signingSecret], { id: showId("notification", delivery.id), at: delivery.at, body });
  await askUrl(to.url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
}
