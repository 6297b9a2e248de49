import { createHmac } from "node:crypto";

/** The headers of Standard Webhooks over the exact bytes sent. `secret` is `whsec_` and base64; `at` in milliseconds. */
export function signWebhook(secret: string, message: { id: string; at: number; body: string }): Record<string, string> {
  const timestamp = String(Math.floor(message.at / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${message.id}.${timestamp}.${message.body}`).digest("base64");
  return { "webhook-id": message.id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
