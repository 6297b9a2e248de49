import assert from "node:assert/strict";
import { test } from "node:test";
import type { Asked, Reply } from "./described-server.ts";
import { openReady } from "./open-ready.ts";

interface Charge {
  id: string;
  object: "charge";
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  captured: boolean;
  created: number;
  currency: string;
  metadata: Record<string, string>;
  paid: boolean;
  refunded: boolean;
  status: "succeeded" | "pending" | "failed";
}
const charges: Charge[] = [];

/** Charges, newest first, a hundred at most a page. */
function stripe({ query }: Asked): Reply {
  const from = Number(query["created[gte]"] ?? 0);
  const all = charges
    .filter(({ created }) => created >= from)
    .toSorted((one, other) => other.created - one.created || (one.id < other.id ? 1 : -1));
  const start = query["starting_after"] === undefined ? 0 : all.findIndex(({ id }) => id === query["starting_after"]) + 1;
  const end = start + Math.min(Number(query["limit"] ?? 10), 3);
  return { body: { object: "list", url: "/v1/charges", data: all.slice(start, end), has_more: end < all.length } };
}

let second = Math.floor(Date.now() / 1_000) - 3_600;
const pay = (invoice: string, amount: number, over: Partial<Charge> = {}): Charge => {
  const charge: Charge = {
    id: `ch_${String(charges.length).padStart(4, "0")}`,
    object: "charge",
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    captured: true,
    created: ++second,
    currency: "eur",
    metadata: invoice === "" ? {} : { invoice },
    paid: true,
    refunded: false,
    status: "succeeded",
    ...over,
  };
  charges.push(charge);
  return charge;
};

interface Invoice {
  id: string;
  number: string;
  status: string;
  total_cents: number;
  currency: string;
}
const { product, service, run } = await openReady("stripe-payments", "stripe", stripe, {});
const good = async (over?: Parameters<typeof run>[0]) => {
  const { view, log } = await run(over);
  assert.equal(view.state, "succeeded", `${view.sentence}\n${log}\n${service.faults.join("\n")}`);
  return view;
};
const { data: contacts } = await product.call<{ data: { id: string }[] }>("GET", "/contacts?limit=1");
const issue = (): Promise<Invoice> =>
  product.call<Invoice>("POST", "/invoices", {
    contact_id: contacts[0]?.id,
    issued_on: "2026-01-05",
    due_on: "2026-01-20",
    status: "sent",
    lines: [{ description: "Oak", quantity: 1, unit_cents: 2_500 }],
  });
const statusOf = async ({ id }: Invoice): Promise<string> => (await product.call<Invoice>("GET", `/invoices/${id}`)).status;

test("Stripe: a preview changes nothing; then each payment marks its invoice, once, over several pages", async () => {
  const invoices = await Promise.all(Array.from({ length: 5 }, issue));
  const currency = invoices[0]?.currency.toLowerCase() ?? "";
  for (const { number } of invoices) pay(number, 2_500, { currency });
  pay("", 100, { currency });
  pay("no-such-invoice", 100, { currency });
  const preview = await good({ mode: "preview" });
  assert.deepEqual([(preview.result as { total?: number }).total, await statusOf(invoices[0] ?? assert.fail())], [5, "sent"]);
  service.next.push({ status: 429, headers: { "retry-after": "1" }, body: { error: { type: "rate_limit_error" } } });
  const view = await good();
  assert.deepEqual([view.counts.updated, view.counts.skipped], [5, 2]);
  for (const invoice of invoices) assert.equal(await statusOf(invoice), "paid");
  const again = await good();
  assert.deepEqual([again.counts.updated, again.counts.skipped], [0, 0]);
});

test("Stripe: too little, another currency, refunded and failed mark nothing; one pending or not captured is looked at again, and holds up nobody", async () => {
  const [short, foreign, refunded, partly, held, waiting, later] = await Promise.all(Array.from({ length: 7 }, issue));
  if (!short || !foreign || !refunded || !partly || !held || !waiting || !later) return assert.fail();
  const currency = short.currency.toLowerCase();
  const little = pay(short.number, 2_499, { currency });
  pay(foreign.number, 2_500, { currency: currency === "eur" ? "usd" : "eur" });
  pay(refunded.number, 2_500, { currency, refunded: true });
  pay(refunded.number, 2_500, { currency, status: "failed", paid: false });
  pay(partly.number, 2_500, { currency, amount_refunded: 1 });
  const uncaptured = pay(held.number, 2_500, { currency, captured: false, amount_captured: 0 });
  const pending = pay(waiting.number, 2_500, { currency, status: "pending", paid: false });
  pay(later.number, 2_500, { currency });
  const view = await good();
  assert.deepEqual(
    view.failedItems.map(({ item }) => item),
    [short.number, foreign.number, partly.number],
  );
  assert.match(view.failedItems[0]?.reason ?? "", new RegExp(`${little.id} pays 24.99 of 25.00`));
  for (const invoice of [short, foreign, refunded, partly, held, waiting]) assert.equal(await statusOf(invoice), "sent");
  assert.equal(await statusOf(later), "paid", "what came after one that waits is settled");
  pending.status = "succeeded";
  Object.assign(uncaptured, { captured: true, amount_captured: 2_500 });
  const next = await good();
  assert.deepEqual([next.counts.updated, next.failedItems.length], [2, 0]);
  assert.deepEqual([await statusOf(waiting), await statusOf(held)], ["paid", "paid"]);
  assert.deepEqual(service.faults, []);
  assert.deepEqual([...new Set(service.asked.map(({ headers }) => headers.host))], ["api.stripe.com"]);
});
