import { isControl, rankWith, type ControlProps, type JsonFormsRendererRegistryEntry } from "@jsonforms/core";
import { withJsonFormsControlProps } from "@jsonforms/react";
import { FoundAt } from "../found-at.tsx";
import { Field } from "./field.tsx";
import { labelOf } from "./label-of.ts";
import { isObject, type FormSchema } from "./schema-types.ts";

function Control({ uischema, schema, path, label, description, errors, required, enabled, visible, data, handleChange }: ControlProps) {
  if (!visible) return null;
  const hint = hintOf(uischema);
  const name = path.split(".").at(-1) ?? path;
  const field = (
    <Field
      path={path}
      schema={schema as FormSchema}
      label={typeof label === "string" && label ? label : labelOf(name, undefined)}
      help={[description, hint].filter(Boolean).join(" ") || undefined}
      error={errors || undefined}
      required={required ?? false}
      disabled={!enabled}
      multi={uischema.options?.["multi"] === true}
      placeholder={textOption(uischema.options, "placeholder")}
      value={data as unknown}
      onChange={(value) => handleChange(path, value)}
    />
  );
  const address = (schema as FormSchema).found_at;
  return (
    <div data-field={name}>
      {field}
      {address === undefined ? null : <FoundAt address={address} />}
    </div>
  );
}

/** Pandium writes `hintText` beside the scope or among the options. */
function hintOf(uischema: object): string | undefined {
  const own = "hintText" in uischema ? uischema.hintText : undefined;
  return typeof own === "string" ? own : textOption("options" in uischema ? uischema.options : undefined, "hintText");
}

function textOption(options: unknown, name: string): string | undefined {
  const value = isObject(options) ? options[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

export const controlRenderer: JsonFormsRendererRegistryEntry = {
  tester: rankWith(10, isControl),
  renderer: withJsonFormsControlProps(Control),
};
