import { Button, PasswordInput } from "@mantine/core";
import "../../theme/fields.css";
import { useState } from "react";
import { formatExact } from "../format/time.ts";
import { SecretIcon } from "../icons.ts";
import { inputProps, type FieldProps } from "./field-props.ts";
import { useFormContext } from "./form-context.ts";
import { t } from "../../words/t.ts";
import styles from "./config-form.module.css";

const shortest = 6;

/** A secret: written, never read back. Shows when it was set; null as value asks for its removal. */
export function SecretField(props: FieldProps) {
  const setAt = useFormContext().secrets[props.path];
  const [replacing, setReplacing] = useState<boolean>();
  // One that was refused stands open: there is nothing else to do with it.
  const open = replacing ?? (props.error !== undefined && props.value !== null);
  const typed = typeof props.value === "string" ? props.value : "";
  if (setAt && !open && !typed) return <KeptSecret {...props} setAt={setAt} onReplace={() => setReplacing(true)} />;
  const short = typed.length > 0 && typed.length < shortest;
  const help = [
    props.help,
    short
      ? t("Too short to be masked in logs: values under 6 characters cannot be told from other text.")
      : t("Stored encrypted and never shown again."),
  ]
    .filter(Boolean)
    .join(" ");
  return (
    <div>
      <PasswordInput
        {...inputProps({ ...props, help })}
        autoComplete="new-password"
        data-1p-ignore
        value={typed}
        onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
      />
      {setAt ? (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => {
            setReplacing(false);
            props.onChange(undefined);
          }}
        >
          {t("Keep the one that is set")}
        </Button>
      ) : null}
    </div>
  );
}

function KeptSecret(props: FieldProps & { setAt: string; onReplace: () => void }) {
  const removed = props.value === null;
  return (
    <div className={styles.kept} role="group" aria-label={props.label} {...(props.error ? { "data-refused": true } : {})}>
      <span className={styles.label}>
        {props.label}
        {props.required ? <span className={styles.star}> *</span> : null}
      </span>
      <div className={styles.keptLine}>
        <SecretIcon size={16} aria-hidden />
        <span>{removed ? t("Removed when you save") : t("Set on {exact}", { exact: formatExact(Date.parse(props.setAt)) })}</span>
        {removed ? (
          <Button size="xs" variant="default" onClick={() => props.onChange(undefined)}>
            {t("Keep it")}
          </Button>
        ) : (
          <>
            <Button size="xs" variant="default" disabled={props.disabled} onClick={props.onReplace}>
              {t("Replace")}
            </Button>
            {props.required ? null : (
              <Button size="xs" variant="subtle" disabled={props.disabled} onClick={() => props.onChange(null)}>
                {t("Remove")}
              </Button>
            )}
          </>
        )}
      </div>
      {props.help ? <p className={styles.hint}>{props.help}</p> : null}
      {props.error ? <p className={styles.error}>{props.error}</p> : null}
    </div>
  );
}
