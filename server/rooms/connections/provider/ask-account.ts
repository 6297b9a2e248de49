import type { ProviderDefinition } from "@stoa/contract";
import { StoaError } from "../../../base/index.ts";
import { keep } from "../oauth/read-tokens.ts";
import type { ProviderDeps } from "../oauth/open-client.ts";
import { credentialOf } from "./credential.ts";
import { fill, fillAddress, type Values } from "./fill.ts";
import { readPath } from "./read-path.ts";

/**
 * How plainly a no is about the account: `plain`, 401 or one of the provider's words for it; `forbidden`, 403, which a firewall says too; `unclear`, an
 * answer that only is not the yes its description names.
 */
export type Plainness = "plain" | "forbidden" | "unclear";

/** The provider does not take the account, or does not say that it does. */
export class AccountRefused extends StoaError {
  readonly plainness: Plainness;
  constructor(what: string, plainness: Plainness) {
    super("refused", { what, fix: "Check what was entered, and that the account has the rights asked for." });
    this.plainness = plainness;
  }
}

/** Who the account is, by the provider's own word. */
export interface Account {
  id: string | null;
  name: string | null;
  kept: Record<string, string>;
}

type Call = NonNullable<ProviderDefinition["test"]>;

/** Asked of the provider with the account's own credential, never typed by anybody. @throws StoaError refused, UnreachedError */
export async function askAccount(
  deps: ProviderDeps,
  definition: ProviderDefinition,
  values: Values,
  tokenAnswer: unknown,
): Promise<Account> {
  const { account } = definition;
  if (!account) return { id: null, name: null, kept: {} };
  const answer = account.from === "token" || !account.call ? tokenAnswer : await call(deps, definition, account.call, values);
  const id = readPath(answer, account.id);
  if (id === undefined)
    throw new StoaError("refused", {
      what: `${definition.title} does not say which account this is.`,
      fix: "Check what was entered; the account may have no access.",
    });
  return { id, name: (account.name && readPath(answer, account.name)) ?? null, kept: keep(answer, account.keep ?? {}) };
}

/** One harmless request, where the provider's description has one. @throws StoaError refused in words, UnreachedError */
export async function tryCredential(deps: ProviderDeps, definition: ProviderDefinition, values: Values): Promise<void> {
  if (definition.test) await call(deps, definition, definition.test, values);
}

async function call(deps: ProviderDeps, definition: ProviderDefinition, spec: Call, values: Values): Promise<unknown> {
  const sent = credentialOf(definition, values);
  const address = fillAddress(definition, spec.url, values);
  for (const [name, value] of Object.entries(sent.query)) address.searchParams.set(name, value);
  const body = spec.body === undefined ? {} : { body: fill(spec.body, values) };
  const type: Record<string, string> = spec.body === undefined ? {} : { "content-type": "application/json" };
  const headers = { accept: "application/json", ...type, ...sent.headers };
  const answer = await deps.fetch(address, { method: spec.method ?? "GET", headers, ...body });
  const read: unknown = await answer.json().catch(() => undefined);
  const fault = faultOf(definition, spec, answer, read);
  if (fault) throw fault;
  return read;
}

/** Some say 403 to whoever asks too often. */
const isSlowedDown = ({ headers }: Response): boolean => headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0";

function faultOf(definition: ProviderDefinition, { ok }: Call, answer: Response, read: unknown): StoaError | undefined {
  const { title } = definition;
  const plainness = plainnessOf(definition, ok, answer, read);
  if (plainness) return new AccountRefused(`${title} refused this account${answer.ok ? "" : ` (${answer.status})`}.`, plainness);
  if (answer.ok) return undefined;
  return new StoaError("refused", { what: `${title} answered ${answer.status}.`, fix: "Try again later, or check what was entered." });
}

/** Undefined where it is no refusal. */
function plainnessOf({ oauth }: ProviderDefinition, ok: string | undefined, answer: Response, read: unknown): Plainness | undefined {
  if (answer.status === 401) return "plain";
  if (answer.status === 403 && !isSlowedDown(answer)) return "forbidden";
  if (!answer.ok || ok === undefined || readPath(read, ok) === "true") return undefined;
  return isBadGrant(oauth, read) ? "plain" : "unclear";
}

function isBadGrant(oauth: ProviderDefinition["oauth"], read: unknown): boolean {
  const word = readPath(read, oauth?.answer?.error ?? "error");
  return word !== undefined && oauth?.badGrant?.includes(word) === true;
}
