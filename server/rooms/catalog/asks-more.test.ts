import assert from "node:assert/strict";
import { test } from "node:test";
import type { Asks } from "@stoa/contract";
import { asksMore } from "./asks-more.ts";

const account = { title: "CRM", fields: ["api_key"], base: "https://api.example.com", allow: ["GET /contacts", "GET /notes"], raw: null };
const asks: Asks = {
  hosts: ["a.example:443", "b.example:443"],
  permissions: [{ title: "Read contacts", text: "All of them." }],
  data: [{ title: "Contacts", text: "Names." }],
  fields: [{ name: "api_key", title: "API key", required: true, secret: true }],
  accounts: [account],
  schedule: null,
};

test("the same or less is not more", () => {
  const same: Asks[] = [
    asks,
    { ...asks, hosts: asks.hosts.toReversed(), schedule: "0 * * * *" },
    { ...asks, hosts: ["b.example:443"], permissions: [], data: [] },
    { ...asks, accounts: [{ ...account, title: "Our CRM", allow: ["GET /notes"] }] },
    { ...asks, fields: [], accounts: [] },
  ];
  assert.deepEqual(asksMore({ ...asks, page: true }, asks), []);
  for (const one of same) assert.deepEqual(asksMore(asks, one), []);
  assert.deepEqual(asksMore({ ...asks, accounts: [{ ...account, raw: "Signs files." }] }, asks), []);
});

test("each thing asked beyond is told in a sentence", () => {
  const cases: [Partial<Asks>, string][] = [
    [{ hosts: [...asks.hosts, "c.example:443"] }, "It reaches c.example:443."],
    [{ hosts: ["a.example:8443"] }, "It reaches a.example:8443."],
    [{ permissions: [{ title: "Read contacts", text: "And delete them." }] }, "It may do: Read contacts."],
    [{ data: [...asks.data, { title: "Invoices", text: "Sums." }] }, "It handles this data: Invoices."],
    [{ accounts: [{ ...account, allow: ["DELETE /contacts/*"] }] }, "Stoa sends DELETE /contacts/* to https://api.example.com for it."],
    [{ page: true }, "It shows a page of its own, which reads settings, not secrets, and how runs went."],
    [{ accounts: [] }, "The program reads API key itself, which Stoa kept from it."],
    [{ accounts: [{ ...account, raw: "Signs files." }] }, "The program reads API key itself, which Stoa kept from it."],
  ];
  for (const [change, sentence] of cases) assert.deepEqual(asksMore(asks, { ...asks, ...change }), [sentence]);
});
