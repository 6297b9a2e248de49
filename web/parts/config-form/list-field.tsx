import { ActionIcon, Button, TagsInput } from "@mantine/core";
import "../../theme/fields.css";
import { AddIcon, RemoveIcon } from "../icons.ts";
import { labelOf } from "./label-of.ts";
import { inputProps, type NestProps } from "./field-props.ts";
import { t } from "../../words/t.ts";
import styles from "./config-form.module.css";

/** A list: of words as tags, of anything else as rows that are added and removed. */
export function ListField({ Inner, ...props }: NestProps) {
  const items = props.schema.items ?? { type: "string" };
  const value: readonly unknown[] = Array.isArray(props.value) ? (props.value as readonly unknown[]) : [];
  if (items.type === "string" || items.type === undefined) {
    return (
      <TagsInput
        {...inputProps(props)}
        placeholder={value.length > 0 ? "" : t("Type and press Enter")}
        value={value.map(String)}
        onChange={(words) => props.onChange(words.length > 0 ? words : undefined)}
      />
    );
  }
  const replace = (index: number, next: unknown) => props.onChange(value.map((one, at) => (at === index ? next : one)));
  return (
    <fieldset className={styles.group} disabled={props.disabled}>
      <legend>{props.label}</legend>
      {props.help ? <p className={styles.hint}>{props.help}</p> : null}
      {value.map((one, index) => (
        <div key={index} className={styles.listRow}>
          <Inner
            {...props}
            path={`${props.path}.${index}`}
            schema={items}
            label={`${labelOf(items.title ?? props.label, undefined)} ${index + 1}`}
            help={undefined}
            error={undefined}
            required
            value={one}
            onChange={(next) => replace(index, next)}
          />
          <ActionIcon
            aria-label={t("Remove {label} {number}", { label: props.label, number: index + 1 })}
            onClick={() => props.onChange(value.filter((_, at) => at !== index))}
          >
            <RemoveIcon size={16} />
          </ActionIcon>
        </div>
      ))}
      {props.error ? <p className={styles.error}>{props.error}</p> : null}
      <Button
        variant="default"
        size="xs"
        leftSection={<AddIcon size={14} />}
        onClick={() => props.onChange([...value, items.type === "object" ? {} : undefined])}
      >
        {t("Add")} {items.title ?? "one"}
      </Button>
    </fieldset>
  );
}
