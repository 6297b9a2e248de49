import type { Manifest } from "@stoa/contract";
import { environmentName } from "../../manifest/check-form.ts";

type Schema = Record<string, unknown>;
type Form = { schema: Schema; uischema: Schema | null };
type Connector = string | { name: string };

const fieldOf = (name: string) => `connector_${name.toLowerCase().replaceAll(/[^a-z0-9]/g, "_")}`;

/**
 * A Pandium manifest only names its connectors; the other platform holds their accounts. Here each becomes one secret
 * field: `NAME=value` lines or a JSON object give `PAN_SEC_<CONNECTOR>_<NAME>`, a bare value is the access token and key.
 */
export function addConnectors(
  form: Form,
  connectors: Connector[],
): { configs: Form; secrets: string[]; connections: Manifest["connections"] } {
  const names = connectors.map((connector) => (typeof connector === "string" ? connector : connector.name));
  if (names.length === 0) return { configs: form, secrets: [], connections: [] };
  const fields = names.map((name) => ({ name, field: fieldOf(name) }));
  const properties = Object.fromEntries(fields.map(({ name, field }) => [field, secretField(name)]));
  return {
    configs: {
      schema: { ...form.schema, properties: { ...(form.schema["properties"] as Schema), ...properties } },
      uischema: form.uischema && withControls(form.uischema, fields),
    },
    secrets: fields.map(({ field }) => field),
    connections: fields.map(({ name, field }) => ({ name: field, kind: "connector", title: name, fields: [field] })),
  };
}

const secretField = (name: string) => ({
  type: "string",
  format: "secret",
  title: `Account at ${name}`,
  description: `The access token or key; or several values, one a line: ACCESS_TOKEN=..., ACCOUNT=...`,
});

function withControls(uischema: Schema, fields: { name: string; field: string }[]): Schema {
  const controls = fields.map(({ name, field }) => ({ type: "Control", label: `Account at ${name}`, scope: `#/properties/${field}` }));
  const elements = Array.isArray(uischema["elements"]) ? uischema["elements"] : [];
  return { type: "VerticalLayout", ...uischema, elements: [...elements, { type: "Section", label: "Accounts", elements: controls }] };
}

/** The `PAN_SEC_*` variables of one secret. */
export function secretVariables(manifest: Manifest, name: string, value: string): Record<string, string> {
  const connection = manifest.connections.find(({ kind, fields }) => kind === "connector" && fields.includes(name));
  if (!connection) return { [environmentName(name)]: value };
  const prefix = environmentName(connection.title);
  const parts = readParts(value) ?? { ACCESS_TOKEN: value.trim(), API_KEY: value.trim() };
  return Object.fromEntries(Object.entries(parts).map(([part, text]) => [`${prefix}_${environmentName(part)}`, text]));
}

function readParts(value: string): Record<string, string> | undefined {
  const text = value.trim();
  if (text.startsWith("{")) {
    try {
      const object = JSON.parse(text) as Record<string, unknown>;
      return Object.fromEntries(Object.entries(object).map(([key, part]) => [key, typeof part === "string" ? part : JSON.stringify(part)]));
    } catch {
      return undefined;
    }
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const pairs = lines.map((line) => /^\s*([A-Za-z][A-Za-z0-9_]*)=(.*)$/.exec(line));
  if (!pairs.every((pair) => pair !== null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair[1] ?? "", (pair[2] ?? "").trim()]));
}
