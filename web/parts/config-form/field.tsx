import { Switch, TextInput, Textarea } from "@mantine/core";
import type { ComponentType } from "react";
import { AddressField } from "./address-field.tsx";
import { ChoiceField, MultiChoiceField } from "./choice-field.tsx";
import { inputProps, type FieldProps } from "./field-props.ts";
import { ListField } from "./list-field.tsx";
import { MappingField } from "./mapping-field.tsx";
import { NumberField } from "./number-field.tsx";
import { ObjectField } from "./object-field.tsx";
import { choicesOf, type FormSchema } from "./schema-types.ts";
import { SecretField } from "./secret-field.tsx";

/** The control for a schema: text, secret, number, switch, choice, choices, list, group. */
export function Field(props: FieldProps) {
  const { schema } = props;
  if (schema.format === "secret" || schema.format === "password") return <SecretField {...props} />;
  if (schema.format === "field-mapping") return <MappingField {...props} />;
  if (choicesOf(schema)) return <ChoiceField {...props} />;
  const type = typeOf(schema);
  if (type === "array")
    return schema.items && choicesOf(schema.items) ? <MultiChoiceField {...props} /> : <ListField {...props} Inner={Field} />;
  if (type === "object") return <ObjectField {...props} Inner={Field} />;
  const Plain = plainFields[type] ?? TextField;
  return <Plain {...props} />;
}

function typeOf(schema: FormSchema): string {
  const type = typeof schema.type === "string" ? schema.type : schema.type?.find((one) => one !== "null");
  return type ?? (schema.properties ? "object" : "string");
}

const plainFields: Record<string, ComponentType<FieldProps>> = {
  string: (props) => (isAddress(props) ? <AddressField {...props} /> : <TextField {...props} />),
  boolean: BooleanField,
  integer: (props) => <NumberField {...props} whole />,
  number: (props) => <NumberField {...props} whole={false} />,
};

const isAddress = ({ schema, multi }: FieldProps): boolean => !multi && (schema.format === "uri" || schema.format === "url");

const kinds: Record<string, string> = { email: "email", date: "date", "date-time": "text", time: "time" };

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
