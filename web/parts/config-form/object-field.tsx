import type { NestProps } from "./field-props.ts";
import { labelOf } from "./label-of.ts";
import { isObject } from "./schema-types.ts";
import styles from "./config-form.module.css";

/** Fields that belong together under one label. */
export function ObjectField({ Inner, ...props }: NestProps) {
  const value = isObject(props.value) ? props.value : {};
  const change = (name: string, next: unknown) => {
    const { [name]: _, ...rest } = value;
    props.onChange(next === undefined ? rest : { ...rest, [name]: next });
  };
  return (
    <fieldset className={styles.group} disabled={props.disabled}>
      <legend>{props.label}</legend>
      {props.help ? <p className={styles.hint}>{props.help}</p> : null}
      {Object.entries(props.schema.properties ?? {}).map(([name, schema]) => (
        <Inner
          key={name}
          path={`${props.path}.${name}`}
          schema={schema}
          label={labelOf(name, schema.title)}
          help={schema.description}
          required={props.schema.required?.includes(name) ?? false}
          disabled={props.disabled}
          multi={false}
          value={value[name]}
          onChange={(next) => change(name, next)}
        />
      ))}
      {props.error ? <p className={styles.error}>{props.error}</p> : null}
    </fieldset>
  );
}
