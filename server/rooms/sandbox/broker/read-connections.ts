import { fieldsOfCredential, fillCredential, readHttpBase, readRule, type Rule } from "@stoa/program";
import type { HttpConnection, Manifest } from "@stoa/contract";

/** An account whose secret is added to requests, filled in for one installation. */
export interface Account {
  name: string;
  title: string;
  /** The name the program speaks to. */
  host: string;
  base: URL;
  rules: Rule[];
  credential: Credential;
}

/** `none`: no secret is stored yet. */
export type Credential =
  | { kind: "none" }
  | { kind: "header"; name: string; value: string }
  | { kind: "query"; name: string; value: string };

export interface ConnectionsInput {
  manifest: Pick<Manifest, "connections" | "secrets">;
  config: Record<string, unknown>;
  secrets: Readonly<Record<string, string>>;
}

/** The accounts of a manifest that Stoa adds the secret of; those whose address cannot be read are told in `problems`. */
export function readConnections(input: ConnectionsInput): { accounts: Account[]; problems: string[] } {
  const accounts: Account[] = [];
  const problems: string[] = [];
  for (const { name, title, http } of input.manifest.connections) {
    if (!http) continue;
    const base = readHttpBase(http.base, input.config);
    if (!base) problems.push(`The address of ${title} cannot be read; requests to it are refused.`);
    else
      accounts.push({
        name,
        title,
        host: `${name.replaceAll("_", "-")}.stoa.internal`,
        base,
        rules: readRules(http),
        credential: readCredential(http, input),
      });
  }
  return { accounts, problems };
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
