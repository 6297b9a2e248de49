import type { ErrorObject } from "ajv";
import type { JsonObject, Manifest, Problem } from "@stoa/contract";
import { schemaValidator } from "../manifest/schema-validator.ts";
import { applyOptions, dynamicOptions } from "./apply-options.ts";

export interface ConfigInput {
  /** Values of the fields that are not secret. */
  config: Record<string, unknown>;
  /** Names of secret fields that have a value. */
  secrets: readonly string[];
  /** The last option lists of this installation; null before the first. */
  options?: JsonObject | null;
}

/** What is wrong with an installation's form, by field (`/server`). Secrets are only asked for, never looked at. */
export function checkConfig(manifest: Manifest, { config, secrets, options }: ConfigInput): Problem[] {
  const stray = Object.keys(config).filter((name) => manifest.secrets.includes(name));
  if (stray.length > 0)
    return stray.map((name) => ({
      path: `/${name}`,
      message: "This is a secret and must not stand among the settings.",
      fix: "Send it as a secret.",
    }));
  const schema = withoutPlaceholders(manifest, options ?? {}, config);
  const held = Object.fromEntries(secrets.filter((name) => manifest.secrets.includes(name)).map((name) => [name, "held"]));
  const validate = schemaValidator().compile(forSecrets(schema, manifest.secrets));
  if (validate({ ...config, ...held })) return [];
  return (validate.errors ?? [])
    .filter((error) => !["oneOf", "anyOf", "allOf", "if"].includes(error.keyword) || error.schemaPath.includes("definitions"))
    .map(problemOf);
}

/* Before the program has given its choices, a placeholder must not refuse what the customer typed. */
function withoutPlaceholders(manifest: Manifest, options: JsonObject, config: Record<string, unknown>): Record<string, unknown> {
  const filled = applyOptions(manifest, options, config);
  const definitions = { ...(filled["definitions"] as Record<string, unknown> | undefined) };
  for (const name of dynamicOptions(manifest)) if (!Object.hasOwn(options, name)) definitions[name] = {};
  return { ...filled, definitions };
}

/* A secret's own rules (length, pattern) are for its value, which never comes here. */
function forSecrets(schema: Record<string, unknown>, secrets: readonly string[]): Record<string, unknown> {
  const properties = { ...(schema["properties"] as Record<string, unknown> | undefined) };
  for (const name of secrets) properties[name] = { type: "string" };
  return { ...schema, properties };
}

function problemOf(error: ErrorObject): Problem {
  const params = error.params as { missingProperty?: string; additionalProperty?: string; allowedValues?: unknown[] };
  const extra = params.missingProperty ?? params.additionalProperty;
  const path = `${error.instancePath}${extra === undefined ? "" : `/${extra}`}`;
  if (params.missingProperty !== undefined) return { path, message: "This field is needed.", fix: "Fill it in." };
  if (params.allowedValues)
    return { path, message: "This is not one of the choices.", fix: `Choose one of: ${params.allowedValues.slice(0, 20).join(", ")}.` };
  return { path, message: `This ${error.message ?? "is not valid"}.`, fix: "Change the value." };
}
