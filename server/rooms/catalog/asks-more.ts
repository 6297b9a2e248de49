import type { Asks, Say } from "@stoa/contract";

type Account = Asks["accounts"][number];

/**
 * What `now` asks beyond what was agreed to, one sentence each, for the person who decides; empty when it asks for the same or less.
 * A field the program asks for is no such thing: whoever fills it in agrees by that. @param say its publisher's words in the reader's language
 * @param sayHost the host's, for its actions
 */
export function asksMore(agreed: Asks, now: Asks, say: Say = plainly, sayHost: Say = plainly): string[] {
  return [
    ...now.hosts.filter((host) => !agreed.hosts.includes(host)).map((host) => `It reaches ${host}.`),
    ...newNotices(agreed.permissions, now.permissions).map((title) => `It may do: ${say(title)}.`),
    ...(now.actions ?? []).flatMap((action) => moreOfAction(agreed.actions ?? [], { ...action, title: sayHost(action.title) })),
    ...newNotices(agreed.data, now.data).map((title) => `It handles this data: ${say(title)}.`),
    ...now.accounts.flatMap((account) => moreOf(agreed.accounts, account)),
    ...now.accounts.flatMap((account) => moreAtProvider(agreed.accounts, account)),
    ...(now.page && !agreed.page ? ["It shows a page of its own, which reads settings, not secrets, and how runs went."] : []),
    ...readByProgram(agreed, now).map((name) => `The program reads ${say(name)} itself, which Stoa kept from it.`),
  ];
}

const plainly: Say = (text) => text;

function newNotices(agreed: Asks["permissions"], now: Asks["permissions"]): string[] {
  return now.filter(({ title, text }) => !agreed.some((one) => one.title === title && one.text === text)).map(({ title }) => title);
}

type Action = NonNullable<Asks["actions"]>[number];

/** An action that the host had not, when that was agreed to, was not agreed to. */
function moreOfAction(agreed: readonly Action[], { name, title, scopes, offered }: Action): string[] {
  if (!offered) return [];
  const known = agreed.find((one) => one.name === name && one.offered);
  if (!known) return [`It may do in the product: ${title} (${name}).`];
  const more = scopes.filter((scope) => !known.scopes.includes(scope));
  return more.length === 0 ? [] : [`${title} (${name}) now also covers: ${more.join(", ")}.`];
}

/** An account at a provider: one more, more rights there, or a token that Stoa alone had in hands. */
function moreAtProvider(agreed: readonly Account[], now: Account): string[] {
  const { provider, scopes = [] } = now;
  if (provider === undefined) return [];
  const same = agreed.filter((account) => account.provider === provider);
  if (same.length === 0) return [`It uses an account at ${provider}.`];
  const known = new Set(same.flatMap((account) => account.scopes ?? []));
  const more = scopes.filter((scope) => !known.has(scope)).map((scope) => `It asks ${provider} for the right ${scope}.`);
  const reads = now.raw !== null && same.every(({ raw }) => raw === null);
  return [...more, ...(reads ? [`The program reads the access to ${provider} itself, which Stoa kept from it.`] : [])];
}

function moreOf(agreed: readonly Account[], now: Account): string[] {
  const same = agreed.filter(({ base, provider }) => base === now.base && provider === now.provider);
  const known = (what: "fields" | "allow", one: string): boolean => same.some((account) => account[what].includes(one));
  return [
    ...now.allow.filter((line) => !known("allow", line)).map((line) => `Stoa sends ${line} to ${now.base || now.provider} for it.`),
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
