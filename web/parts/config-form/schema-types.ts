/** A JSON Schema as a release carries it, read no deeper than the form needs. */
export interface FormSchema {
  type?: string | readonly string[];
  title?: string;
  description?: string;
  default?: unknown;
  format?: string;
  enum?: readonly unknown[];
  const?: unknown;
  oneOf?: readonly FormSchema[];
  anyOf?: readonly FormSchema[];
  allOf?: readonly FormSchema[];
  not?: FormSchema;
  properties?: Readonly<Record<string, FormSchema>>;
  required?: readonly string[];
  items?: FormSchema;
  uniqueItems?: boolean;
  /** Where its value is made or found. */
  found_at?: string;
  /** Of a choice: a mapping must fill it. */
  needed?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  definitions?: Readonly<Record<string, FormSchema>>;
  /** Of a definition: the program gives its choices. */
  dynamic?: boolean;
  $ref?: string;
}

export interface Choice {
  value: string | number | boolean;
  label: string;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The choices of an enum or of a oneOf of constants; undefined when the schema is neither. */
export function choicesOf(schema: FormSchema): Choice[] | undefined {
  if (schema.enum) return schema.enum.map((value) => toChoice(value, undefined));
  if (!schema.oneOf?.every((one) => "const" in one)) return undefined;
  return schema.oneOf.map((one) => toChoice(one.const, one.title));
}

function toChoice(value: unknown, title: string | undefined): Choice {
  const plain = typeof value === "number" || typeof value === "boolean" ? value : String(value);
  return { value: plain, label: title ?? String(plain) };
}
