import { createHash } from "node:crypto";
import type { ProviderEvents } from "@stoa/contract";
import { StoaError } from "../../../base/index.ts";
import type { EventRequest } from "./prove-event.ts";
import { readPointer } from "./read-pointer.ts";
import { splitArray } from "./split-array.ts";

/** What one account is told. */
export interface AccountEvent {
  /** As the provider's events name it; null: it says of none. */
  account: string | null;
  /** The same for the same event come again. */
  key: Buffer;
  body: Buffer;
}

/** Providers send a hundred events together at most; each account costs its own reads and rows. */
const mostElements = 5_000;
const mostAccounts = 100;

/** A proven request by account: the whole of it, or of an array of events each account's own and nothing of another's. @throws StoaError too_large */
export function partEvents(events: ProviderEvents, request: EventRequest): AccountEvent[] {
  const text = request.body.toString("utf8");
  const read = parse(text);
  if (events.account.each !== true || !Array.isArray(read))
    return [{ account: accountOf(events, request, read) ?? null, key: keyOf(events, request, read), body: request.body }];
  if (read.length > mostElements) throw tooMany("events", mostElements);
  const byAccount = new Map<string | null, string[]>();
  for (const source of splitArray(text)) {
    const account = accountOf(events, request, parse(source)) ?? null;
    const own = byAccount.get(account);
    if (own) own.push(source);
    else byAccount.set(account, [source]);
    if (byAccount.size > mostAccounts) throw tooMany("accounts", mostAccounts);
  }
  return [...byAccount].map(([account, sources]) => {
    const body = Buffer.from(`[${sources.join(",")}]`);
    return { account, key: hash("body", body), body };
  });
}

const tooMany = (of: string, most: number): StoaError =>
  new StoaError("too_large", { what: `A request may tell of up to ${most} ${of}.`, fix: "Send them in more requests." });

/** What a provider asks to hear back before it sends events; undefined when it asks nothing. */
export function challengeOf(events: ProviderEvents, request: EventRequest): string | undefined {
  const { challenge } = events;
  if (!challenge || "query" in challenge) return undefined;
  const read = parse(request.body.toString("utf8"));
  return readPointer(read, challenge.when) === challenge.is ? readPointer(read, challenge.answer) : undefined;
}

/** A header is not signed: it names the account only beside a body that is an event, not beside whatever else was once signed. */
function accountOf({ account }: ProviderEvents, { headers }: EventRequest, read: unknown): string | undefined {
  if (account.header !== undefined && (typeof read !== "object" || read === null)) return undefined;
  const text =
    account.header === undefined
      ? account.body?.map((pointer) => readPointer(read, pointer)).find((one) => one !== undefined)
      : headers[account.header.toLowerCase()] || undefined;
  return account.origin === true && text !== undefined ? URL.parse(text)?.origin : text;
}

/** Only what is signed makes a key, the account with it: two accounts may have an id of an event in common. Who could change the rest could send it again and again. */
function keyOf(events: ProviderEvents, request: EventRequest, read: unknown): Buffer {
  const id = events.event === undefined ? undefined : readPointer(read, events.event);
  if (id === undefined) return hash("body", request.body);
  const account = events.account.header === undefined ? (accountOf(events, request, read) ?? null) : null;
  return hash("id", Buffer.from(JSON.stringify([account, id])));
}

const hash = (kind: string, of: Buffer): Buffer => createHash("sha256").update(`${kind}:`).update(of).digest();

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
