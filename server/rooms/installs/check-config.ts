import type { Manifest, Problem } from "@stoa/contract";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { StoaError } from "../../base/index.ts";

type Config = Record<string, unknown>;

const keep = 200;
const compiled = new Map<string, ValidateFunction>();

/**
 * Checks a config against its release's schema. `known` keeps compiled schemas apart by release.
 * @returns what is wrong, by JSON pointer into the config; empty when nothing is
 */
export function checkConfig(input: { releaseId: string; manifest: Manifest; config: Config }): Problem[] {
  const validate = validatorOf(input.releaseId, input.manifest);
  if (validate(input.config)) return [];
  return (validate.errors ?? []).map(toProblem);
}

/** @throws StoaError invalid_input with a problem for each field */
export function requireValidConfig(input: { releaseId: string; manifest: Manifest; config: Config }): void {
  const problems = checkConfig(input);
  if (problems.length === 0) return;
  throw new StoaError("invalid_input", { what: problems.length === 1 ? "One field of the form is not right." : `${problems.length} fields of the form are not right.`, problems });
}

function validatorOf(releaseId: string, manifest: Manifest): ValidateFunction {
  const found = compiled.get(releaseId);
  if (found) return found;
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false });
  addFormats.default(ajv);
  const validate = ajv.compile(withOpenOptions(manifest));
  if (compiled.size >= keep) compiled.delete(compiled.keys().next().value ?? "");
  compiled.set(releaseId, validate);
  return validate;
}

/** Options that a program answers at run time stand in `definitions` as placeholders: their values are not known to the schema. */
function withOpenOptions(manifest: Manifest): Config {
  const { schema } = manifest.configs;
  const definitions = schema["definitions"];
  if (typeof definitions !== "object" || definitions === null) return schema;
  const open = Object.entries(definitions).map(([name, node]) => [name, openChoices(node)]);
  return { ...schema, definitions: Object.fromEntries(open) };
}

function openChoices(node: unknown): unknown {
  if (typeof node !== "object" || node === null || Array.isArray(node)) return node;
  const { enum: _enum, oneOf, anyOf, ...rest } = node as Config;
  const choices = [oneOf, anyOf].find((list) => Array.isArray(list));
  const isChoice = choices === undefined || (choices as unknown[]).every((choice) => typeof choice === "object" && choice !== null && "const" in choice);
  return isChoice ? rest : node;
}

function toProblem(fault: ErrorObject): Problem {
  const missing = fault.keyword === "required" ? `/${String(fault.params["missingProperty"])}` : "";
  return { path: `${fault.instancePath}${missing}`, message: missing ? "is needed" : (fault.message ?? "is not valid") };
}
