import type { ProviderDefinition } from "@stoa/contract";
import { compilePattern } from "@stoa/program";
import { StoaError } from "../../../base/index.ts";

/** What stands in a template's braces: fields, kept parts of answers, and the secret itself. */
export type Values = Readonly<Record<string, string>>;

const template = /\{([a-z][a-z0-9_]*)\}/g;

/** Names in a template's braces. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(template)].map((match) => match[1] ?? "");
}

/** A template with every name filled in. @throws StoaError refused naming what is missing, never a value */
export function fill(text: string, values: Values): string {
  return text.replaceAll(template, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined && value !== "") return value;
    throw new StoaError("refused", { what: `The connection lacks ${name}.`, fix: "Connect the account again." });
  });
}

/** Checks what was given for a provider's fields and fills in what was left out. @throws StoaError invalid_input by field */
export function takeFields(
  definition: ProviderDefinition,
  given: Values,
  which: (field: ProviderDefinition["fields"][number]) => boolean,
): Record<string, string> {
  const asked = definition.fields.filter(which);
  const taken = asked.map((field) => [field.name, (given[field.name] ?? "").trim() || (field.default ?? "")] as const);
  const problems = asked.flatMap((field) => {
    const value = Object.fromEntries(taken)[field.name] ?? "";
    if (value === "") return [{ path: `body/fields/${field.name}`, message: `${field.title} is missing`, fix: field.where }];
    if (hasControls(value) || (field.pattern && !compilePattern(`^(?:${field.pattern})$`)(value)))
      return [{ path: `body/fields/${field.name}`, message: `does not look like ${field.title}`, fix: field.where }];
    return [];
  });
  const [first] = problems;
  if (first)
    throw new StoaError("invalid_input", {
      what: `${first.message[0]?.toUpperCase()}${first.message.slice(1)}.`,
      fix: first.fix,
      problems,
    });
  return Object.fromEntries(taken);
}

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const hasControls = (value: string): boolean => /[\u0000-\u001f\u007f]/.test(value);

/** Whether a definition lets its secret go to this address. */
export function isOwnHost(definition: ProviderDefinition, url: URL): boolean {
  const { oauth } = definition;
  const fixed = [oauth?.authorize, oauth?.token, oauth?.device, oauth?.revoke?.url, oauth?.issuer].flatMap((text) => {
    const host = text === undefined || /^[a-z]+:\/\/[^/]*\{/.test(text) ? undefined : URL.parse(text.replaceAll(template, "x"))?.host;
    return host ? [host] : [];
  });
  return fixed.includes(url.host) || isApiHost(definition, url);
}

/** Whether a program's requests with this secret may go there. */
export function isApiHost(definition: ProviderDefinition, url: URL): boolean {
  return definition.hosts.some((host) => (host.startsWith("*.") ? url.host.endsWith(host.slice(1)) : url.host === host));
}

/** A filled address that the definition allows. @throws StoaError refused */
export function fillAddress(definition: ProviderDefinition, text: string, values: Values): URL {
  const [, host = ""] = /^[a-z]+:\/\/([^/]*)/.exec(text) ?? [];
  const odd = namesIn(host).find((name) => !/^[A-Za-z0-9.-]+$/.test(values[name] ?? "x"));
  if (odd !== undefined)
    throw new StoaError("refused", {
      what: `${definition.title} cannot be reached at this ${odd}: it becomes part of a host's name.`,
      fix: "Enter the name alone: letters, digits, dots and hyphens.",
    });
  const url = URL.parse(fill(text, values));
  if (url && url.username === "" && isOwnHost(definition, url)) return url;
  throw new StoaError("refused", {
    what: `${definition.title} may not be asked at ${url?.host ?? "what is no address"}.`,
    why: `Its hosts are ${definition.hosts.join(", ")}.`,
    fix: "Check what was entered, or the provider's description.",
  });
}
