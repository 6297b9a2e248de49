import { MultiSelect, Select } from "@mantine/core";
import "../../theme/fields.css";
import { inputProps, plainText, type FieldProps } from "./field-props.ts";
import { useFormContext } from "./form-context.ts";
import { choicesOf, type Choice } from "./schema-types.ts";
import { t } from "../../words/t.ts";

const nothing = t("The program gave no choices. Check the fields this list depends on.");

/** One of several. A kept value that is no longer offered stays visible as such. */
export function ChoiceField(props: FieldProps) {
  const choices = choicesOf(props.schema) ?? [];
  const { fetchingLists } = useFormContext();
  const value = plainText(props.value) ?? null;
  return (
    <Select
      {...inputProps(props)}
      placeholder={props.placeholder ?? (fetchingLists ? t("Asking the program for the choices") : t("Choose one"))}
      data={withKept(choices, value === null ? [] : [value])}
      value={value}
      searchable={choices.length > 8}
      clearable={!props.required}
      allowDeselect={false}
      nothingFoundMessage={choices.length === 0 ? nothing : t("None has these letters")}
      onChange={(text) => props.onChange(choices.find((choice) => String(choice.value) === text)?.value)}
    />
  );
}

/** Several of several. */
export function MultiChoiceField(props: FieldProps) {
  const choices = choicesOf(props.schema.items ?? {}) ?? [];
  const { fetchingLists } = useFormContext();
  const value = Array.isArray(props.value) ? props.value.map(String) : [];
  return (
    <MultiSelect
      {...inputProps(props)}
      placeholder={
        value.length > 0 ? "" : (props.placeholder ?? (fetchingLists ? t("Asking the program for the choices") : t("Choose any")))
      }
      data={withKept(choices, value)}
      value={value}
      searchable
      clearable
      nothingFoundMessage={choices.length === 0 ? nothing : t("None has these letters")}
      onChange={(texts) => props.onChange(texts.map((text) => choices.find((choice) => String(choice.value) === text)?.value ?? text))}
    />
  );
}

function withKept(choices: readonly Choice[], kept: readonly string[]): { value: string; label: string }[] {
  const offered = choices.map((choice) => ({ value: String(choice.value), label: choice.label }));
  const gone = kept.filter((value) => !offered.some((choice) => choice.value === value));
  return [
    ...new Map(
      [...offered, ...gone.map((value) => ({ value, label: t("{value} (no longer offered)", { value }) }))].map((one) => [one.value, one]),
    ).values(),
  ];
}
