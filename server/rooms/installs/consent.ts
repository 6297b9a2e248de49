import { createHash } from "node:crypto";
import type { Asks } from "@stoa/contract";

/** A digest of what a release may reach and do: what the customer agreed to. Order of lists does not matter. */
export function consentDigest(asks: Asks): string {
  const canonical = JSON.stringify({ hosts: asks.hosts.toSorted(), permissions: titles(asks.permissions), data: titles(asks.data) });
  return createHash("sha256").update(canonical).digest("hex");
}

function titles(notices: readonly { title: string; text: string }[]): string[] {
  return notices.map((notice) => `${notice.title}\n${notice.text}`).toSorted();
}
