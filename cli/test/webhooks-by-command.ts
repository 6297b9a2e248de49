import assert from "node:assert/strict";
import type { NewWebhookView, WebhookDeliveryView, WebhookView } from "@stoa/contract";
import type { Ran } from "../testing.ts";
import type { Seat } from "./refusals.ts";

interface Terminal {
  json<T>(seat: Seat, ...args: string[]): Promise<T>;
  as(seat: Seat, args: readonly string[]): Promise<Ran>;
  answered: Set<string>;
  /** A server that may be told; it refuses. */
  url: string;
}

/** A host has its own server told, and sees what came of it. */
export async function webhooksByCommand({ json, as, answered, url }: Terminal): Promise<void> {
  const made = await json<NewWebhookView>("host", "webhooks", "add", url, "--name", "Own", "--event", "installation.failing");
  assert.match(`${made.secret} ${made.publicKey}`, /^whsec_\S+ whpk_\S+$/);
  const tried = await as("host", ["webhooks", "test", made.id, "--json"]);
  const delivery = JSON.parse(tried.out) as WebhookDeliveryView;
  assert.deepEqual([tried.code, delivery.state, delivery.error], [1, "waiting", "It answered 401."], tried.err);
  answered.add("webhooks test");
  assert.equal((await json<WebhookDeliveryView[]>("host", "webhooks", "deliveries", "--webhook", made.id))[0]?.id, delivery.id);
  await json("host", "webhooks", "redeliver", delivery.id);
  assert.notEqual((await json<NewWebhookView>("host", "webhooks", "rotate", made.id)).secret, made.secret);
  assert.equal((await json<WebhookView>("host", "webhooks", "edit", made.id, "--off")).state, "off");
  const listed = await json<WebhookView[]>("host", "webhooks", "list");
  assert.deepEqual([listed[0]?.name, JSON.stringify(listed).includes("whsec_")], ["Own", false]);
  await json("host", "webhooks", "remove", made.id);
  const own = await json<NewWebhookView>("customer", "webhooks", "add", url, "--event", "notice.failing");
  assert.deepEqual(
    (await json<WebhookView[]>("customer", "webhooks", "list")).map(({ id, events }) => [id, events]),
    [[own.id, ["notice.failing"]]],
  );
  assert.deepEqual(await json<WebhookView[]>("host", "webhooks", "list"), [], "a host sees nothing of it");
  await json("customer", "webhooks", "remove", own.id);
}

/** Lines that are refused, with the exit code of each. */
export const webhookRefusals = (nothing: string): [Seat, string, number][] => [
  ["publisher", "webhooks add https://a.example", 3],
  ["host", `webhooks edit whk_${nothing} --off`, 3],
  ["host", `webhooks rotate whk_${nothing}`, 3],
  ["host", `webhooks test whk_${nothing}`, 3],
  ["host", `webhooks remove whk_${nothing}`, 3],
  ["host", `webhooks redeliver whd_${nothing}`, 3],
  ["customer", `webhooks edit whk_${nothing} --off`, 3],
  ["publisher", "webhooks deliveries", 3],
  ["operator", `sign-in remove sip_${nothing}`, 3],
  ["operator", `sign-in secret sip_${nothing}`, 3],
  ["host", "sign-in add X --issuer http://127.0.0.1:9 --client-id x", 3],
];
