import { ActionIcon, Button, Select } from "@mantine/core";
import "../../theme/fields.css";
import { useEffect, useRef } from "react";
import { AddIcon, NextIcon, RemoveIcon } from "../icons.ts";
import type { FieldProps } from "./field-props.ts";
import { useFormContext } from "./form-context.ts";
import { filledBefore, fromRows, neededOf, toRows, type MappingRow } from "./mapping-rows.ts";
import { choicesOf, type FormSchema } from "./schema-types.ts";
import { t } from "../../words/t.ts";
import styles from "./mapping-field.module.css";
import form from "./config-form.module.css";

/** Which field goes into which: rows of two choices; a target that must be filled has its row from the start and keeps it. */
export function MappingField(props: FieldProps) {
  const { inside } = useFormContext();
  const sides = props.schema.items?.properties ?? {};
  const needed = neededOf(sides["target"]);
  const rows = toRows(props.value, needed);
  const isEmpty = [sides["source"], sides["target"]].some((side) => (choicesOf(side ?? {}) ?? []).length === 0);
  const list = useRef<HTMLDivElement>(null);
  const added = useRef(false);
  useEffect(() => {
    if (added.current) list.current?.querySelector<HTMLInputElement>("[data-row]:last-of-type input")?.focus();
    added.current = false;
  }, [rows.length]);
  const change = (next: readonly MappingRow[]) => props.onChange(fromRows(next, needed));
  const add = () => {
    added.current = true;
    change([...rows, {}]);
  };
  const titles = { source: sides["source"]?.title ?? t("From"), target: sides["target"]?.title ?? t("Into") };
  return (
    <fieldset className={form.group} disabled={props.disabled}>
      <legend>{props.label}</legend>
      {props.help ? <p className={form.hint}>{props.help}</p> : null}
      <div ref={list} className={styles.rows}>
        <div className={styles.heads} aria-hidden>
          <span>{titles.source}</span>
          <span>{titles.target}</span>
        </div>
        {rows.map((row, index) => (
          <Row
            key={index}
            path={`${props.path}.${index}`}
            number={index + 1}
            row={row}
            titles={titles}
            source={sides["source"]}
            target={sides["target"]}
            held={row.target !== undefined && needed.includes(row.target)}
            said={saidOf(rows, index, inside, props.path)}
            onChange={(next) => change(rows.map((one, at) => (at === index ? next : one)))}
            onRemove={() => change(rows.filter((_, at) => at !== index))}
          />
        ))}
      </div>
      {props.error && Object.keys(inside).every((path) => !path.startsWith(`/${props.path}/`)) ? (
        <p className={form.error}>{props.error}</p>
      ) : null}
      {isEmpty ? (
        <p className={form.hint}>{t("There is nothing to choose from yet: it is read once the other settings are saved.")}</p>
      ) : null}
      <Button variant="default" size="xs" leftSection={<AddIcon size={14} />} onClick={add} disabled={isEmpty}>
        {t("Add a field")}
      </Button>
    </fieldset>
  );
}

interface Said {
  source: string | undefined;
  target: string | undefined;
}

/** The server's word on a row, or what is to be seen without it. */
function saidOf(rows: readonly MappingRow[], index: number, inside: Readonly<Record<string, string>>, path: string): Said {
  const before = filledBefore(rows, index);
  const twice = before === undefined ? undefined : t("Row {number} goes into this already.", { number: before + 1 });
  const at = `/${path}/${index}`;
  return { source: inside[`${at}/source`], target: twice ?? inside[`${at}/target`] ?? inside[at] };
}

interface RowProps {
  path: string;
  number: number;
  row: MappingRow;
  titles: { source: string; target: string };
  source: FormSchema | undefined;
  target: FormSchema | undefined;
  /** It must be filled: its target stays, and the row does. */
  held: boolean;
  said: Said;
  onChange: (row: MappingRow) => void;
  onRemove: () => void;
}

function Row({ path, number, row, titles, source, target, held, said, onChange, onRemove }: RowProps) {
  const star = held ? <span className={form.star}>*</span> : null;
  return (
    <div className={styles.row} data-row>
      <div className={styles.source}>
        <Side
          name={`${path}.source`}
          label={t("{side}, row {number}", { side: titles.source, number })}
          schema={source}
          value={row.source}
          error={said.source}
          onChange={(next) => onChange({ ...row, source: next })}
        />
      </div>
      <NextIcon size={16} aria-hidden className={styles.arrow} />
      <div className={styles.target}>
        <Side
          name={`${path}.target`}
          label={t("{side}, row {number}", { side: titles.target, number })}
          schema={target}
          value={row.target}
          error={said.target}
          held={held}
          onChange={(next) => onChange({ ...row, target: next })}
        />
      </div>
      <span className={styles.end}>
        {star ?? (
          <ActionIcon aria-label={t("Take row {number} away", { number })} onClick={onRemove}>
            <RemoveIcon size={16} />
          </ActionIcon>
        )}
      </span>
    </div>
  );
}

interface SideProps {
  name: string;
  label: string;
  schema: FormSchema | undefined;
  value: string | undefined;
  error: string | undefined;
  held?: boolean;
  onChange: (value: string | undefined) => void;
}

/** One side of a row. A kept field that is no longer there stays visible as such. */
function Side({ name, label, schema, value, error, held = false, onChange }: SideProps) {
  const { fetchingLists } = useFormContext();
  const offered = (choicesOf(schema ?? {}) ?? []).map((one) => ({ value: String(one.value), label: one.label }));
  const gone = value !== undefined && !offered.some((one) => one.value === value);
  const data = gone
    ? [...offered, { value, label: fetchingLists || offered.length === 0 ? value : t("{value} (no longer offered)", { value }) }]
    : offered;
  return (
    <Select
      name={name}
      aria-label={held ? t("{label}, needed", { label }) : label}
      placeholder={fetchingLists ? t("Asking the program for the choices") : t("Choose one")}
      data={data}
      value={value ?? null}
      error={error}
      readOnly={held}
      searchable={data.length > 8}
      allowDeselect={false}
      nothingFoundMessage={t("None has these letters")}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
