import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import type { ManifestProblem } from "@stoa/contract";
import type { LocatedYaml, PathSegment } from "./located-yaml.ts";
import { suggest } from "./suggest.ts";

interface SchemaNode {
  says?: string;
  type?: string;
  anyOf?: SchemaNode[];
  properties?: Record<string, SchemaNode>;
  patternProperties?: unknown;
  required?: string[];
  additionalProperties?: unknown;
  items?: SchemaNode;
  minItems?: number;
  maxItems?: number;
}

type Path = readonly PathSegment[];
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Everything in a YAML value that its schema does not allow, each with its place. The schema's `says` completes the
 * sentence "`key` must be ...", so words and rules cannot drift apart.
 */
export function findShapeProblems(yaml: LocatedYaml, schema: TSchema): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  walk(schema, yaml.value, [], { yaml, problems, says: "a list of `key: value` lines" });
  return problems;
}

interface Walk {
  yaml: LocatedYaml;
  problems: ManifestProblem[];
  says: string;
}

function walk(schema: SchemaNode, value: unknown, path: Path, state: Walk): void {
  const next = { ...state, says: schema.says ?? state.says };
  if (schema.anyOf) return walkUnion(schema.anyOf, value, path, next);
  if (schema.type === "object" && schema.properties) return walkObject(schema, value, path, next);
  if (schema.type === "array" && schema.items) return walkArray(schema, value, path, next);
  if (!Value.Check(schema as TSchema, value)) wrong(value, path, next);
}

function walkUnion(choices: SchemaNode[], value: unknown, path: Path, state: Walk): void {
  if (choices.some((choice) => Value.Check(choice as TSchema, value))) return;
  const shape = Array.isArray(value) ? "array" : isObject(value) ? "object" : undefined;
  const nearest = shape && choices.find((choice) => choice.type === shape);
  if (nearest) walk(nearest, value, path, state);
  else wrong(value, path, state);
}

function walkObject(schema: SchemaNode, value: unknown, path: Path, state: Walk): void {
  if (!isObject(value)) return wrong(value, path, state);
  const known = Object.keys(schema.properties ?? {});
  for (const [key, item] of Object.entries(value)) {
    const child = known.includes(key) ? schema.properties?.[key] : undefined;
    if (child) walk(child, item, [...path, key], state);
    else if (schema.additionalProperties === false) unknownKey(key, known, path, state);
  }
  for (const key of (schema.required ?? []).filter((name) => !Object.hasOwn(value, name))) {
    missingKey(key, schema.properties?.[key]?.says, path, state);
  }
}

function walkArray(schema: SchemaNode, value: unknown, path: Path, state: Walk): void {
  if (!Array.isArray(value)) return wrong(value, path, state);
  if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) return wrong(value, path, state);
  for (const [index, item] of value.entries()) walk(schema.items ?? {}, item, [...path, index], state);
}

const shown = (path: Path) => (path.length === 0 ? "The manifest" : `\`${path.join(".")}\``);

function wrong(value: unknown, path: Path, state: Walk): void {
  const got = value === null || value === undefined ? "it is empty" : `it is \`${JSON.stringify(value)?.slice(0, 60) ?? "?"}\``;
  state.problems.push(state.yaml.problem(path, `${shown(path)} must be ${state.says}; ${got}.`, `Write ${state.says}.`));
}

function unknownKey(key: string, known: string[], path: Path, state: Walk): void {
  const near = suggest(key, known);
  const fix = near ? `Did you mean \`${near}\`?` : `Known here: ${known.join(", ")}.`;
  state.problems.push(state.yaml.problem([...path, key], `\`${[...path, key].join(".")}\` is not a key of this manifest.`, fix, "key"));
}

function missingKey(key: string, says: string | undefined, path: Path, state: Walk): void {
  const full = [...path, key].join(".");
  state.problems.push(state.yaml.problem(path, `\`${full}\` is missing.`, `Add \`${key}: ...\`${says ? `, ${says}` : ""}.`, "key"));
}
