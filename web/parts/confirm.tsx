import { Button, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { CheckIcon, CloseIcon } from "./icons.ts";
import { Dialog } from "./dialog.tsx";
import { t } from "../words/t.ts";
import styles from "./confirm.module.css";

interface ConfirmProps {
  open: boolean;
  title: string;
  /** What is gone afterwards, one line each. */
  goes: readonly string[];
  /** What is still there afterwards, one line each. */
  stays: readonly string[];
  /** The button's words, a verb with its object: "Uninstall Invoice sync". */
  verb: string;
  onConfirm: () => void;
  onClose: () => void;
  busy?: boolean;
  /** The name to type, only where nothing can bring the thing back. */
  typeName?: string;
  /** A way out before the act, such as an export. */
  before?: ReactNode;
}

/** Asks before a destructive act: exactly what goes and what stays. */
export function Confirm(props: ConfirmProps) {
  const [typed, setTyped] = useState("");
  const ready = !props.typeName || typed.trim() === props.typeName;
  const footer = (
    <>
      <Button variant="default" onClick={props.onClose}>
        {t("Keep it")}
      </Button>
      <Button variant="danger" disabled={!ready} loading={props.busy ?? false} onClick={props.onConfirm}>
        {props.verb}
      </Button>
    </>
  );
  return (
    <Dialog open={props.open} title={props.title} onClose={props.onClose} footer={footer}>
      <div className={styles.body}>
        <Lines title={t("Goes")} kind="goes" lines={props.goes} />
        <Lines title={t("Stays")} kind="stays" lines={props.stays} />
        {props.before}
        {props.typeName ? (
          <TextInput
            label={t("Type “{typeName}” to go on", { typeName: props.typeName })}
            description={t("Nothing can bring this back.")}
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        ) : null}
      </div>
    </Dialog>
  );
}

function Lines({ title, kind, lines }: { title: string; kind: "goes" | "stays"; lines: readonly string[] }) {
  const Icon = kind === "goes" ? CloseIcon : CheckIcon;
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className={styles.lines} data-kind={kind}>
        {lines.map((line) => (
          <li key={line}>
            <Icon size={16} aria-hidden />
            {line}
          </li>
        ))}
      </ul>
    </section>
  );
}
