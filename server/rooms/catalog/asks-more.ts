import type { Asks } from "@stoa/contract";

type Account = Asks["accounts"][number];

/**
 * What `now` asks beyond what was agreed to, one sentence each, for the person who decides; empty when it asks for the same or less.
 * A field the program asks for is no such thing: whoever fills it in agrees by that.
 */
export function asksMore(agreed: Asks, now: Asks): string[] {
  return [
    ...now.hosts.filter((host) => !agreed.hosts.includes(host)).map((host) => `It reaches ${host}.`),
    ...newNotices(agreed.permissions, now.permissions).map((title) => `It may do: ${title}.`),
    ...newNotices(agreed.data, now.data).map((title) => `It handles this data: ${title}.`),
    ...now.accounts.flatMap((account) => moreOf(agreed.accounts, account)),
    ...readByProgram(agreed, now).map((name) => `The program reads ${name} itself, which Stoa kept from it.`),
  ];
}

function newNotices(agreed: Asks["permissions"], now: Asks["permissions"]): string[] {
  return now.filter(({ title, text }) => !agreed.some((one) => one.title === title && one.text === text)).map(({ title }) => title);
}

function moreOf(agreed: readonly Account[], now: Account): string[] {
  const same = agreed.filter(({ base }) => base === now.base);
  const known = (what: "fields" | "allow", one: string): boolean => same.some((account) => account[what].includes(one));
  return [
    ...now.allow.filter((line) => !known("allow", line)).map((line) => `Stoa sends ${line} to ${now.base} for it.`),
    ...now.fields.filter((name) => !known("fields", name)).map((name) => `Stoa adds ${name} to its requests to ${now.base}.`),
  ];
}

/** Secrets that Stoa alone had in hands, and that would now be given to the program. */
function readByProgram(agreed: Asks, now: Asks): string[] {
  const kept = keptFrom(agreed);
  const still = keptFrom(now);
  return now.fields.filter(({ name, secret }) => secret && kept.has(name) && !still.has(name)).map(({ title }) => title);
}

function keptFrom(asks: Asks): Set<string> {
  const raw = new Set(asks.accounts.filter((account) => account.raw !== null).flatMap((account) => account.fields));
  return new Set(asks.accounts.flatMap((account) => account.fields).filter((name) => !raw.has(name)));
}
