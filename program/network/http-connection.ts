import type { HttpConnection, Manifest } from "@stoa/contract";
import { fillConfig } from "./resolve-hosts.ts";

const template = /\{([A-Za-z_][A-Za-z0-9_.-]*)\}/g;

/** Names of the fields a credential is made from. */
export function fieldsOfCredential(auth: HttpConnection["auth"]): string[] {
  const texts = [auth.value ?? "", auth.basic?.user ?? "", auth.basic?.password ?? ""];
  return [...new Set(texts.flatMap((text) => [...text.matchAll(template)].map((match) => match[1] ?? "")))];
}

/** A text with `{field}` filled in; a field that is not set is empty. */
export function fillCredential(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(template, (_, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? "") : ""));
}

/** The address requests go to, without a final slash; undefined when it is none, or names a user, a query or a fragment. */
export function readHttpBase(base: string, config: Record<string, unknown>): URL | undefined {
  const filled = fillConfig(base, config);
  const url = filled === undefined ? null : URL.parse(filled.includes("://") ? filled : `https://${filled}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "") return undefined;
  if (url.username !== "" || url.password !== "" || /[?#]/.test(filled ?? "")) return undefined;
  return url;
}

export interface Rule {
  method: string;
  /** Parts of the path; `*` is any one, a last `**` any that follow. */
  parts: string[];
}

/** Reads `GET /v1/contacts/*`; undefined when the path is not a plain one. */
export function readRule(line: string): Rule | undefined {
  const [, method, path] = /^([A-Z]{3,10}) (\/\S*)$/.exec(line) ?? [];
  const parts = path === undefined ? undefined : partsOf(path);
  if (method === undefined || parts === undefined || parts.slice(0, -1).includes("**")) return undefined;
  return { method, parts };
}

/**
 * The parts of a path, percent-decoded; undefined for one that two servers may read in two ways: dots as parts, encoded slashes, backslashes,
 * doubled slashes, control characters, encodings that are none.
 */
export function partsOf(path: string): string[] | undefined {
  if (!path.startsWith("/") || /[^\u0021-\u007e]|[\\?#;]|\/\//.test(path)) return undefined;
  const parts = path.slice(1).split("/").map(decodePart);
  return parts.some((part) => part === undefined) ? undefined : (parts as string[]);
}

function decodePart(part: string): string | undefined {
  try {
    const plain = decodeURIComponent(part);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    return plain === "." || plain === ".." || /[/\\%;\u0000-\u001f\u007f]/.test(plain) ? undefined : plain;
  } catch {
    return undefined;
  }
}

/** Whether a rule allows a request; whoever may GET may ask for the HEAD. */
export function ruleAllows({ method, parts }: Rule, asked: { method: string; parts: readonly string[] }): boolean {
  if (method !== asked.method && !(method === "GET" && asked.method === "HEAD")) return false;
  const open = parts.at(-1) === "**";
  const fixed = open ? parts.slice(0, -1) : parts;
  if (open ? asked.parts.length < fixed.length : asked.parts.length !== fixed.length) return false;
  return fixed.every((part, index) => (part === "*" ? asked.parts[index] !== "" : part === asked.parts[index]));
}

/** Secret fields that the program is not given because Stoa adds them to its requests. */
export function withheldSecrets(manifest: Pick<Manifest, "connections" | "secrets">): Set<string> {
  const raw = new Set(manifest.connections.filter((one) => one.raw !== undefined || !one.http).flatMap((one) => one.fields));
  const brokered = manifest.connections.filter((one) => one.http && one.raw === undefined).flatMap((one) => one.fields);
  return new Set(brokered.filter((name) => manifest.secrets.includes(name) && !raw.has(name)));
}

/** Secret fields that the program is given as they are, and accounts of providers it reads itself. */
export function secretsInProgram(manifest: Pick<Manifest, "connections" | "secrets">): string[] {
  const withheld = withheldSecrets(manifest);
  const accounts = manifest.connections.filter(({ provider, env }) => provider !== undefined && env !== undefined);
  return [...manifest.secrets.filter((name) => !withheld.has(name)), ...accounts.map(({ name }) => name)];
}
