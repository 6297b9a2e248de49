import assert from "node:assert/strict";
import { test } from "node:test";
import type { Asks } from "@stoa/contract";
import { consentDigest } from "./consent.ts";

const account = { title: "CRM", fields: ["api_key"], base: "https://api.example.com", allow: ["GET /contacts", "GET /notes"], raw: null };
const asks: Asks = { hosts: ["b.example", "a.example"], permissions: [], data: [], fields: [], accounts: [account], schedule: null };

test("another agreement is needed when more is asked, or when the program would see the secret; not for another order or title", () => {
  const agreed = consentDigest(asks);
  const same: Asks[] = [
    { ...asks, hosts: asks.hosts.toReversed(), accounts: [{ ...account, allow: account.allow.toReversed(), title: "Our CRM" }] },
    { ...asks, schedule: "0 * * * *" },
  ];
  for (const one of same) assert.equal(consentDigest(one), agreed);
  const other: Asks[] = [
    { ...asks, accounts: [] },
    { ...asks, accounts: [{ ...account, raw: "Signs files with it." }] },
    { ...asks, accounts: [{ ...account, allow: [...account.allow, "DELETE /contacts/*"] }] },
    { ...asks, accounts: [{ ...account, base: "https://other.example.com" }] },
    { ...asks, hosts: [...asks.hosts, "c.example"] },
  ];
  for (const one of other) assert.notEqual(consentDigest(one), agreed);
});
