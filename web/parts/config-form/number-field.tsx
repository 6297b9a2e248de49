import { TextInput } from "@mantine/core";
import { useState } from "react";
import { inputProps, type FieldProps } from "./field-props.ts";
import { t } from "../../words/t.ts";

/** A number as typed text; what is no number is kept as it stands and named by the server. */
export function NumberField(props: FieldProps & { whole: boolean }) {
  const [typed, setTyped] = useState(show(props.value));
  // Only a change from outside replaces what is being typed: "1." is on its way to 1.5.
  const shown = read(typed) === props.value ? typed : show(props.value);
  const range = [props.schema.minimum, props.schema.maximum];
  const bounds =
    range[0] !== undefined && range[1] !== undefined
      ? t("From {least} to {most}.", { least: range[0], most: range[1] })
      : range[0] !== undefined
        ? t("At least {least}.", { least: range[0] })
        : range[1] !== undefined
          ? t("At most {most}.", { most: range[1] })
          : "";
  return (
    <TextInput
      {...inputProps({ ...props, help: [props.help, bounds].filter(Boolean).join(" ") || undefined })}
      inputMode={props.whole ? "numeric" : "decimal"}
      value={shown}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        props.onChange(read(event.currentTarget.value));
      }}
    />
  );
}

function show(value: unknown): string {
  return typeof value === "number" || typeof value === "string" ? String(value) : "";
}

function read(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const value = Number(trimmed.replace(/^(-?\d+),(\d+)$/, "$1.$2"));
  return Number.isFinite(value) ? value : trimmed;
}
