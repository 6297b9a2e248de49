import type { Problem, ProviderDefinition } from "@stoa/contract";
import { patternFault } from "@stoa/program";
import { StoaError } from "../../../base/index.ts";
import type { Catalogue } from "./catalogue.ts";
import { checkEvents } from "./check-events.ts";
import { isOwnHost, namesIn } from "./fill.ts";
import { usesOAuth } from "./kinds.ts";
import { readPath } from "./read-path.ts";

type Say = (path: string, message: string) => void;

/** What one part of a provider's description says about another. @throws StoaError invalid_input with a problem each */
export function checkDefinition(catalogue: Catalogue, definition: ProviderDefinition): void {
  const problems: Problem[] = [];
  const say: Say = (path, message) => problems.push({ path: `body/definition/${path}`, message });
  if (catalogue.has(definition.name)) say("name", "is a provider of Stoa's own catalogue; choose another");
  checkWays(definition, say);
  checkFields(definition, say);
  checkAddresses(definition, say);
  checkEvents(definition, say);
  if (problems.length > 0) throw new StoaError("invalid_input", { what: "The provider's description does not hold together.", problems });
}

/** The same as sentences, for the catalogue's own files. */
export function findFaults(definition: ProviderDefinition): string[] {
  const faults: string[] = [];
  const say: Say = (path, message) => faults.push(`${path} ${message}`);
  checkWays(definition, say);
  checkFields(definition, say);
  checkAddresses(definition, say);
  checkEvents(definition, say);
  return faults;
}

function checkWays({ kind, oauth, send }: ProviderDefinition, say: Say): void {
  if (usesOAuth(kind) !== (oauth !== undefined))
    say("oauth", oauth ? `does not belong to the kind ${kind}` : `is needed for the kind ${kind}`);
  const isDiscovered = oauth?.issuer !== undefined && oauth.discovery !== undefined;
  const needed = { token: true, authorize: kind === "oauth-code", device: kind === "device-code" } as const;
  for (const name of ["token", "authorize", "device"] as const)
    if (oauth && !isDiscovered && needed[name] && oauth[name] === undefined) say(`oauth/${name}`, "is needed where nothing is discovered");
  const ways = [send.header, send.query, send.basic].filter((way) => way !== undefined);
  if (ways.length !== 1 || (send.basic === undefined) !== (send.value !== undefined))
    say("send", "needs one way: header with value, query with value, or basic");
}

function checkFields(definition: ProviderDefinition, say: Say): void {
  for (const [index, { pattern, name, secret, where }] of definition.fields.entries()) {
    const fault = pattern === undefined ? undefined : patternFault(pattern);
    if (fault) say(`fields/${index}/pattern`, `is not RE2 syntax: ${fault}`);
    if (["access_token", "refresh_token"].includes(name)) say(`fields/${index}/name`, "is kept for tokens");
    if (secret && where.trim() === "") say(`fields/${index}/where`, "must say where the customer finds it");
  }
  const { kind, fields } = definition;
  if (["api-key", "basic", "custom"].includes(kind) && !fields.some(({ secret }) => secret)) say("fields", "have no secret");
}

const addressPaths = [
  "oauth/issuer",
  "oauth/authorize",
  "oauth/token",
  "oauth/device",
  "oauth/revoke/url",
  "account/call/url",
  "test/url",
  "api",
];

function checkAddresses(definition: ProviderDefinition, say: Say): void {
  const { oauth, account, fields } = definition;
  const plain = fields.filter(({ secret }) => !secret).map(({ name }) => name);
  const kept = [...Object.keys(oauth?.answer?.keep ?? {}), ...Object.keys(account?.keep ?? {})];
  const known = new Set([...plain, ...kept, "client_id"]);
  for (const path of addressPaths) {
    const text = readPath(definition, path.replaceAll("/", "."));
    if (text !== undefined) checkAddress(definition, path, text, known, say);
  }
  if (account?.from === "call" && !account.call) say("account/call", "is needed");
  checkSent(definition, kept, say);
}

function checkAddress(definition: ProviderDefinition, path: string, text: string, known: ReadonlySet<string>, say: Say): void {
  const unknown = namesIn(text).find((name) => !known.has(name));
  if (unknown !== undefined) say(path, `names {${unknown}}, which is no plain field and not kept of any answer`);
  if (text.startsWith("{")) return;
  const url = URL.parse(text.replaceAll(/\{[a-z0-9_]+\}/g, "x"));
  if (!url || url.username !== "" || /[?#]/.test(text)) return say(path, "is not a plain address");
  const isFixed = !/^https?:\/\/[^/]*\{/.test(text);
  if (isFixed && !isOwnHost(definition, url)) say(path, `is at ${url.host}, which \`hosts\` does not name`);
}

function checkSent({ fields, kind, send }: ProviderDefinition, kept: readonly string[], say: Say): void {
  const given = new Set([...fields.map(({ name }) => name), ...kept, ...(usesOAuth(kind) ? ["access_token"] : [])]);
  const missing = [send.value ?? "", send.basic?.user ?? "", send.basic?.password ?? ""].flatMap(namesIn).find((name) => !given.has(name));
  if (missing !== undefined) say("send", `names {${missing}}, which nothing gives`);
}
