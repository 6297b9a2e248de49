import type { ProviderDefinition } from "@stoa/contract";

import { namesIn } from "./fill.ts";

type Say = (path: string, message: string) => void;

/** What an event's description says of itself and of the account it goes to. */
export function checkEvents(definition: ProviderDefinition, say: Say): void {
  const { account, events } = definition;
  if (!events) return;
  if (!account)
    say("events", "needs `account`: a request that the provider answers with the account's id. What is typed could be another customer's");
  const { header, body, each, field } = events.account;
  if ((header === undefined) === (body === undefined)) say("events/account", "needs one of header and body");
  if (each === true && body === undefined) say("events/account/each", "belongs to accounts within the body");
  for (const [index, { name }] of definition.fields.entries())
    if (keptOf(definition).includes(name))
      say(`fields/${index}/name`, "is the name of a part kept of an answer: what is typed could stand in its place");
  if (field !== undefined && !knownFields(definition).includes(field))
    say("events/account/field", "is neither kept of an answer nor part of the account's address");
  checkSigned(events.signature, say);
}

const keptOf = ({ account, oauth }: ProviderDefinition): string[] => [
  ...Object.keys(account?.keep ?? {}),
  ...Object.keys(oauth?.answer?.keep ?? {}),
];

const knownFields = (definition: ProviderDefinition): string[] => [...keptOf(definition), ...reachedBy(definition)];

/** A field that is typed counts where the provider is asked at it, and it alone says where: only whoever holds the account gets an answer there. */
function reachedBy({ account, fields }: ProviderDefinition): string[] {
  const host = account?.from === "call" ? (/^https?:\/\/([^/]*)/.exec(account.call?.url ?? "")?.[1] ?? "") : "";
  if (namesIn(host).length !== 1) return [];
  return fields.flatMap(({ name, secret }) => (!secret && host.includes(`{${name}}`) ? [name] : []));
}

function checkSigned(signature: NonNullable<ProviderDefinition["events"]>["signature"], say: Say): void {
  if (signature.scheme !== "hmac") return;
  const parts = signature.signed.flatMap((part) => ("part" in part ? [part.part] : []));
  if (!parts.includes("body")) say("events/signature/signed", "leaves the body out");
  const isTimed = signature.list !== undefined || signature.timestamp !== undefined;
  if (signature.list && (signature.timestamp || signature.prefix))
    say("events/signature/list", "brings timestamp and signatures by itself");
  if (isTimed !== parts.includes("timestamp"))
    say("events/signature/signed", isTimed ? "leaves the timestamp out" : "has a timestamp from nowhere");
}
