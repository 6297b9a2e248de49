import { fieldsOfCredential, fillCredential, readHttpBase, readRule, type Rule } from "@stoa/program";
import type { HttpConnection, Manifest } from "@stoa/contract";
import { accountOfGate, type Gate } from "./gate.ts";
import type { Simulator } from "../simulate/simulator.ts";

/** An account whose secret is added to requests, filled in for one installation. */
export interface Account {
  name: string;
  title: string;
  /** The name the program speaks to. */
  host: string;
  base: URL;
  rules: Rule[];
  credential: Credential;
  /** What answers in place of the address. */
  simulator: Simulator | undefined;
  /** An account at a provider: what is added is asked for at each request, since a token may be a new one by then. */
  current?: (() => Promise<Current>) | undefined;
  /** It is asked at each request whether it may be passed on, in place of `rules`. */
  gate?: Gate | undefined;
}

/** What is added to a request now, and what must be hidden of it. */
export interface Current {
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  sensitive: readonly string[];
}

/** An account at a provider, as whoever keeps it hands it over. */
export interface LinkedAccount {
  base: string;
  sent(): Promise<Current>;
}

/** `none`: no secret is stored yet. */
export type Credential =
  | { kind: "none" }
  | { kind: "header"; name: string; value: string }
  | { kind: "query"; name: string; value: string }
  | { kind: "several"; headers: Readonly<Record<string, string>>; query: Readonly<Record<string, string>> };

export interface ConnectionsInput {
  manifest: Pick<Manifest, "connections" | "secrets">;
  config: Record<string, unknown>;
  secrets: Readonly<Record<string, string>>;
  /** On a test side, what answers in place of `host:port`. */
  simulators?: ReadonlyMap<string, Simulator>;
  /** Accounts at providers that are connected, by the manifest's name. */
  linked?: ReadonlyMap<string, LinkedAccount>;
  /** The host's own API. */
  gate?: Gate | undefined;
}

/** The accounts of a manifest that Stoa adds the secret of; those whose address cannot be read are told in `problems`. */
export function readConnections(input: ConnectionsInput): { accounts: Account[]; problems: string[] } {
  const accounts: Account[] = [];
  const problems: string[] = [];
  for (const { name, title, http, provider } of input.manifest.connections) {
    if (!http) continue;
    if (provider !== undefined) {
      const account = readLinked(input, { name, title, http });
      if (account) accounts.push(account);
      if (!input.linked?.has(name)) problems.push(`${title} is not connected; its requests are refused.`);
      continue;
    }
    const base = readHttpBase(http.base, input.config);
    const simulator = base && input.simulators?.get(`${nameOf(base)}:${portOf(base)}`);
    if (!base) problems.push(`The address of ${title} cannot be read; requests to it are refused.`);
    else
      accounts.push({
        name,
        title,
        host: `${name.replaceAll("_", "-")}.stoa.internal`,
        base,
        rules: readRules(http),
        credential: readCredential(http, simulator ? withStandIns(input) : input),
        simulator,
      });
  }
  return { accounts: [...accounts, ...readGate(input)], problems };
}

function readGate({ gate, simulators }: ConnectionsInput): Account[] {
  return gate ? [accountOfGate(gate, simulators?.get(`${nameOf(gate.base)}:${portOf(gate.base)}`))] : [];
}

/** One that is not connected has no name inside the box, unless the manifest says where it is: then its requests are answered with why. */
function readLinked(
  input: ConnectionsInput,
  { name, title, http }: { name: string; title: string; http: HttpConnection },
): Account | undefined {
  const linked = input.linked?.get(name);
  const base = readHttpBase(linked?.base ?? http.base, input.config);
  if (!base) return undefined;
  const simulator = input.simulators?.get(`${nameOf(base)}:${portOf(base)}`);
  const standIn: Credential = { kind: "header", name: "authorization", value: `Bearer simulated-${name}` };
  return {
    name,
    title,
    host: `${name.replaceAll("_", "-")}.stoa.internal`,
    base,
    rules: readRules(http),
    credential: linked && simulator ? standIn : { kind: "none" },
    simulator,
    ...(linked && !simulator ? { current: () => linked.sent() } : {}),
  };
}

/** A simulator is its publisher's, who is promised never to see the secret. */
function withStandIns(input: ConnectionsInput): ConnectionsInput {
  const secrets = Object.entries(input.secrets).map(([name, value]) => [name, value === "" ? "" : `simulated-${name}`]);
  return { ...input, secrets: Object.fromEntries(secrets) as Record<string, string> };
}

/** The host of an address as sockets and certificates have it. */
export function nameOf(base: URL): string {
  return base.hostname.replace(/^\[|\]$/g, "");
}

export function portOf(base: URL): number {
  if (base.port !== "") return Number(base.port);
  return base.protocol === "https:" ? 443 : 80;
}

function readRules(http: HttpConnection): Rule[] {
  return http.allow.flatMap((line) => readRule(line) ?? []);
}

function readCredential({ auth }: HttpConnection, { config, secrets, manifest }: ConnectionsInput): Credential {
  const plain = Object.entries(config).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : [],
  );
  const values = { ...(Object.fromEntries(plain) as Record<string, string>), ...secrets };
  const needed = fieldsOfCredential(auth).filter((name) => manifest.secrets.includes(name));
  if (needed.some((name) => (values[name] ?? "") === "")) return { kind: "none" };
  const fill = (text = ""): string => fillCredential(text, values);
  if (auth.basic) {
    const pair = Buffer.from(`${fill(auth.basic.user)}:${fill(auth.basic.password)}`).toString("base64");
    return { kind: "header", name: "authorization", value: `Basic ${pair}` };
  }
  if (auth.header !== undefined) return { kind: "header", name: auth.header.toLowerCase(), value: fill(auth.value).trim() };
  return { kind: "query", name: auth.query ?? "", value: fill(auth.value).trim() };
}
