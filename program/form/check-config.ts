import type { ErrorObject } from "ajv";
import type { JsonObject, Manifest, Problem } from "@stoa/contract";
import { schemaValidator } from "../manifest/schema-validator.ts";
import { checkMappings } from "./field-mapping.ts";
import { applyOptions, dynamicOptions } from "./apply-options.ts";
import { sayRule } from "./say-rule.ts";
import { findLongLists } from "./long-lists.ts";

/** So many faults are told at once: who mends these is told the next. */
const mostProblems = 100;

export interface ConfigInput {
  /** Values of the fields that are not secret. */
  config: Record<string, unknown>;
  /** Names of secret fields that have a value. */
  secrets: readonly string[];
  /** The last option lists of this installation; null before the first. */
  options?: JsonObject | null;
}

/** What is wrong with an installation's form, by field (`/server`), at most a hundred faults. Secrets are only asked for, never looked at. */
export function checkConfig(manifest: Manifest, input: ConfigInput): Problem[] {
  const long = findLongLists(input.config);
  return (long.length > 0 ? long : checkFields(manifest, input)).slice(0, mostProblems);
}

function checkFields(manifest: Manifest, { config, secrets, options }: ConfigInput): Problem[] {
  const stray = Object.keys(config).filter((name) => manifest.secrets.includes(name));
  if (stray.length > 0)
    return stray.map((name) => ({
      path: `/${name}`,
      message: "This is a secret and must not stand among the settings.",
      fix: "Send it as a secret.",
    }));
  const schema = withoutPlaceholders(manifest, options ?? {}, config);
  const held = Object.fromEntries(secrets.filter((name) => manifest.secrets.includes(name)).map((name) => [name, "held"]));
  const mapped = checkMappings(manifest, schema, config);
  const validate = schemaValidator().compile(forSecrets(schema, manifest.secrets));
  if (validate({ ...config, ...held })) return mapped;
  return [...toProblems(validate.errors ?? []), ...mapped];
}

/** One problem for a value that is none of a list's choices, in place of one for each choice. */
function toProblems(errors: readonly ErrorObject[]): Problem[] {
  const chosen = new Set(errors.filter(isChoice).map(({ instancePath }) => instancePath));
  return errors
    .filter((error) => !isChoice(error))
    .flatMap((error) => {
      if (error.keyword === "oneOf" && chosen.has(error.instancePath)) return [noChoice(error)];
      const says = !["oneOf", "anyOf", "allOf", "if"].includes(error.keyword) || error.schemaPath.includes("definitions");
      return says ? [problemOf(error)] : [];
    });
}

/** One of the choices of a list, which a value is not. */
const isChoice = ({ keyword, schemaPath }: ErrorObject): boolean => keyword === "const" && /\/oneOf\/\d+\/const$/.test(schemaPath);

const noChoice = ({ instancePath }: ErrorObject): Problem => ({
  path: instancePath,
  message: "This is not one of the choices.",
  fix: "Choose one of those offered.",
});

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
  return { path, ...(sayRule(error) ?? { message: `This ${error.message ?? "is not valid"}.`, fix: "Change the value." }) };
}
