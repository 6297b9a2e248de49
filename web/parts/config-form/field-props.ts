import type { ComponentType } from "react";
import type { FormSchema } from "./schema-types.ts";

export interface FieldProps {
  /** The field's path, "address.city"; its last part is its name. */
  path: string;
  schema: FormSchema;
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  required: boolean;
  disabled: boolean;
  /** Text over several lines. */
  multi: boolean;
  placeholder?: string | undefined;
  value: unknown;
  /** Undefined takes the value out. */
  onChange: (value: unknown) => void;
}

/** A field that holds fields: it is given the part that draws them. */
export interface NestProps extends FieldProps {
  Inner: ComponentType<FieldProps>;
}

/** The attributes every control gives its Mantine input. */
export function inputProps({ path, label, help, error, required, disabled, placeholder }: FieldProps) {
  return { name: path, label, description: help, error, withAsterisk: required, disabled, ...(placeholder ? { placeholder } : {}) };
}

/** A single value as text; what is no single value is nothing. */
export function plainText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
