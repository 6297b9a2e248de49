import { createHash } from "node:crypto";
import type { ProviderEvents } from "@stoa/contract";
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

/** A batch that no provider sends is not taken apart without end. */
const mostAccounts = 500;

/** A proven request by account: the whole of it, or of an array of events each account's own and nothing of another's. */
export function partEvents(events: ProviderEvents, request: EventRequest): AccountEvent[] {
  const text = request.body.toString("utf8");
  const read = parse(text);
  if (events.account.each !== true || !Array.isArray(read))
    return [{ account: accountOf(events, request, read) ?? null, key: keyOf(events, read, request.body), body: request.body }];
  const byAccount = new Map<string | null, string[]>();
  for (const source of splitArray(text)) {
    const account = accountOf(events, request, parse(source)) ?? null;
    byAccount.set(account, [...(byAccount.get(account) ?? []), source]);
  }
  return [...byAccount].slice(0, mostAccounts).map(([account, sources]) => {
    const body = Buffer.from(`[${sources.join(",")}]`);
    return { account, key: hash("body", body), body };
  });
}

/** What a provider asks to hear back before it sends events; undefined when it asks nothing. */
export function challengeOf(events: ProviderEvents, request: EventRequest): string | undefined {
  const { challenge } = events;
  if (!challenge || "query" in challenge) return undefined;
  const read = parse(request.body.toString("utf8"));
  return readPointer(read, challenge.when) === challenge.is ? readPointer(read, challenge.answer) : undefined;
}

function accountOf({ account }: ProviderEvents, { headers }: EventRequest, read: unknown): string | undefined {
  const text =
    account.header === undefined
      ? account.body?.map((pointer) => readPointer(read, pointer)).find((one) => one !== undefined)
      : headers[account.header.toLowerCase()] || undefined;
  return account.origin === true && text !== undefined ? URL.parse(text)?.origin : text;
}

/** Only what is signed makes a key: who could change the rest could send the same event again and again. */
function keyOf({ event }: ProviderEvents, read: unknown, body: Buffer): Buffer {
  const id = event === undefined ? undefined : readPointer(read, event);
  return id === undefined ? hash("body", body) : hash("id", Buffer.from(id));
}

const hash = (kind: string, of: Buffer): Buffer => createHash("sha256").update(`${kind}:`).update(of).digest();

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
