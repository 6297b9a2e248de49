import { Switch, TextInput, Textarea } from "@mantine/core";
import { ChoiceField, MultiChoiceField } from "./choice-field.tsx";
import { ListField } from "./list-field.tsx";
import { NumberField } from "./number-field.tsx";
import { ObjectField } from "./object-field.tsx";
import { choicesOf, type FormSchema } from "./schema-types.ts";
import { SecretField } from "./secret-field.tsx";

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

/** The control for a schema: text, secret, number, switch, choice, choices, list, group. */
export function Field(props: FieldProps) {
  const { schema } = props;
  const type = typeof schema.type === "string" ? schema.type : schema.type?.find((one) => one !== "null");
  if (schema.format === "secret" || schema.format === "password") return <SecretField {...props} />;
  if (choicesOf(schema)) return <ChoiceField {...props} />;
  if (type === "array" && schema.items && choicesOf(schema.items)) return <MultiChoiceField {...props} />;
  if (type === "array") return <ListField {...props} />;
  if (type === "object" || (!type && schema.properties)) return <ObjectField {...props} />;
  if (type === "boolean") return <BooleanField {...props} />;
  if (type === "integer" || type === "number") return <NumberField {...props} whole={type === "integer"} />;
  return <TextField {...props} />;
}

/** The attributes every control gives its Mantine input. */
export function inputProps({ path, label, help, error, required, disabled, placeholder }: FieldProps) {
  return { name: path, label, description: help, error, withAsterisk: required, disabled, ...(placeholder ? { placeholder } : {}) };
}

const kinds: Record<string, string> = { email: "email", uri: "url", url: "url", date: "date", "date-time": "text", time: "time" };

function TextField(props: FieldProps) {
  const value = typeof props.value === "string" ? props.value : props.value === undefined ? "" : JSON.stringify(props.value);
  const change = (text: string) => props.onChange(text === "" ? undefined : text);
  if (props.multi)
    return (
      <Textarea
        {...inputProps(props)}
        autosize
        minRows={3}
        maxRows={12}
        value={value}
        onChange={(event) => change(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...inputProps(props)}
      type={kinds[props.schema.format ?? ""] ?? "text"}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

function BooleanField(props: FieldProps) {
  return (
    <Switch
      name={props.path}
      label={props.label}
      description={props.help}
      error={props.error}
      disabled={props.disabled}
      checked={props.value === true}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
  );
}
