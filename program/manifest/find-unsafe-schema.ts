import type { PathSegment } from "./located-yaml.ts";
import { patternFault } from "./regular-expression.ts";

export interface SchemaFault {
  path: PathSegment[];
  message: string;
  fix: string;
}

const maxDepth = 32;
const secretSpellings: Record<string, (value: unknown) => boolean> = {
  "x-secret": (value) => value === true,
  writeOnly: (value) => value === true,
  format: (value) => value === "password",
};

/** What a JSON Schema from a stranger must not hold: remote references, unbounded depth, patterns that can run for ever. */
export function findUnsafeSchema(schema: unknown): SchemaFault[] {
  const faults: SchemaFault[] = [];
  visit(schema, [], faults);
  return faults;
}

function visit(node: unknown, path: PathSegment[], faults: SchemaFault[]): void {
  if (path.length > maxDepth) {
    faults.push({ path, message: `The schema is nested more than ${maxDepth} levels deep.`, fix: "Make it flatter." });
    return;
  }
  if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) visit(item, [...path, index], faults);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const inNames = path.at(-1) === "properties" || path.at(-1) === "definitions";
  for (const [key, value] of Object.entries(node)) {
    if (!inNames) checkKeyword(key, value, [...path, key], faults);
    visit(value, [...path, key], faults);
  }
}

function patternsOf(key: string, value: unknown): string[] {
  if (key === "pattern") return typeof value === "string" ? [value] : [];
  return key === "patternProperties" && typeof value === "object" ? Object.keys(value ?? {}) : [];
}

function checkKeyword(key: string, value: unknown, path: PathSegment[], faults: SchemaFault[]): void {
  if (key === "$ref" && typeof value === "string" && !value.startsWith("#")) {
    faults.push({
      path,
      message: `\`$ref: ${value}\` leads outside the manifest.`,
      fix: "Copy the definition into `definitions` and refer to `#/definitions/...`.",
    });
  }
  for (const pattern of patternsOf(key, value)) {
    const fault = patternFault(pattern);
    if (fault)
      faults.push({
        path,
        message: `The pattern \`${pattern}\` is not RE2 syntax: ${fault}.`,
        fix: "Write it without backreferences and lookaround.",
      });
  }
  if (secretSpellings[key]?.(value)) {
    faults.push({
      path,
      message: `\`${key}: ${String(value)}\` does not make a field secret here.`,
      fix: "Write `format: secret` on a field of type string.",
    });
  }
}

/** Secret fields: top-level strings with `format: secret`. Faults name secrets that cannot be kept. */
export function findSecrets(
  schema: Record<string, unknown>,
  isSecret = (format: unknown) => format === "secret",
): { secrets: string[]; faults: SchemaFault[] } {
  const secrets: string[] = [];
  const faults: SchemaFault[] = [];
  collect(schema, [], (path, node) => {
    if (!isSecret(node["format"])) return;
    const name = path[1];
    if (path.length !== 2 || path[0] !== "properties" || typeof name !== "string") {
      faults.push({
        path: [...path, "format"],
        message: "A secret must be a field of its own, not part of a list or of another field.",
        fix: "Move it to the top of `properties`.",
      });
    } else if (node["type"] !== "string") {
      faults.push({ path, message: `The secret \`${name}\` must be of type string.`, fix: "Write `type: string`." });
    } else if ("default" in node || "enum" in node || "const" in node || "examples" in node) {
      faults.push({
        path,
        message: `The secret \`${name}\` has a value in the manifest, where everybody can read it.`,
        fix: "Take `default`, `enum`, `const` and `examples` out.",
      });
    } else secrets.push(name);
  });
  return { secrets, faults };
}

function collect(node: unknown, path: PathSegment[], see: (path: PathSegment[], node: Record<string, unknown>) => void): void {
  if (path.length > maxDepth || typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) see(path, node as Record<string, unknown>);
  for (const [key, value] of Object.entries(node)) collect(value, [...path, Array.isArray(node) ? Number(key) : key], see);
}
