import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { CheckIcon } from "./icons.ts";
import { t } from "../words/t.ts";
import styles from "./steps.module.css";

export interface Step {
  key: string;
  title: string;
  state: "done" | "now" | "next";
  /** Said under the title: the outcome when done, what will happen when next. */
  note?: ReactNode;
  /** The thing to decide; shown only at the step that is now. */
  content?: ReactNode;
  /** Takes a done step back. */
  onUndo?: () => void;
  undoLabel?: string;
}

/** A numbered path: the one thing to decide now is open, the rest is written around it. */
export function Steps({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <ol className={styles.steps} aria-label={label}>
      {steps.map((step, index) => (
        <li key={step.key} className={styles.step} data-state={step.state} aria-current={step.state === "now" ? "step" : undefined}>
          <span className={styles.number} aria-hidden>
            {step.state === "done" ? <CheckIcon size={14} /> : index + 1}
          </span>
          <div className={styles.body}>
            <div className={styles.head}>
              <h2 className={styles.title}>
                {step.title}
                <span className="visually-hidden">{words[step.state]}</span>
              </h2>
              {step.state === "done" && step.onUndo ? (
                <Button size="xs" variant="subtle" onClick={step.onUndo}>
                  {step.undoLabel ?? t("Change")}
                </Button>
              ) : null}
            </div>
            {step.note ? <div className={styles.note}>{step.note}</div> : null}
            {step.state === "now" && step.content ? <div className={styles.content}>{step.content}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

const words = { done: t(" (done)"), now: t(" (now)"), next: t(" (to come)") } as const;
