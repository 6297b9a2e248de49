import { createHash } from "node:crypto";
import type { Asks } from "@stoa/contract";

/** A digest of what a release may reach, do and see: what the customer agreed to. Order of lists does not matter. */
export function consentDigest(asks: Asks): string {
  const accounts = asks.accounts.map(({ base, fields, allow, raw, provider, scopes = [] }) =>
    JSON.stringify([
      base,
      fields.toSorted(),
      allow.toSorted(),
      raw !== null,
      ...(provider === undefined ? [] : [provider, scopes.toSorted()]),
    ]),
  );
  const canonical = JSON.stringify({
    hosts: asks.hosts.toSorted(),
    permissions: titles(asks.permissions),
    data: titles(asks.data),
    ...(accounts.length > 0 ? { accounts: accounts.toSorted() } : {}),
    ...(asks.actions?.length ? { actions: asks.actions.map(actionLine).toSorted() } : {}),
    ...(asks.page ? { page: true } : {}),
  });
  return createHash("sha256").update(canonical).digest("hex");
}

/** Where an action is found may change; what it covers is what was agreed to. */
function actionLine({ name, scopes, offered }: NonNullable<Asks["actions"]>[number]): string {
  return JSON.stringify([name, offered, ...scopes.toSorted()]);
}

function titles(notices: readonly { title: string; text: string }[]): string[] {
  return notices.map((notice) => `${notice.title}\n${notice.text}`).toSorted();
}
