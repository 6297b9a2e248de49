import type { Asks } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { Dialog } from "../../parts/dialog.tsx";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

export interface RunChoice {
  mode: "run" | "preview";
  label: string;
  /** It never wrote for real before: what it may do is said, and asked for, first. */
  first?: Asks["permissions"] | undefined;
}

interface RunButtonsProps {
  runs: readonly RunChoice[];
  busy: boolean;
  onRun: (mode: RunChoice["mode"]) => void;
}

/** Buttons that save and then run. */
export function RunButtons({ runs, busy, onRun }: RunButtonsProps) {
  const [asked, setAsked] = useState<RunChoice>();
  const go = (choice: RunChoice): void => {
    setAsked(undefined);
    onRun(choice.mode);
  };
  return (
    <>
      {runs.map((choice) => (
        <Button key={choice.mode} variant="default" loading={busy} onClick={() => (choice.first ? setAsked(choice) : go(choice))}>
          {choice.label}
        </Button>
      ))}
      <Dialog
        open={asked !== undefined}
        title={t("Run it for real?")}
        onClose={() => setAsked(undefined)}
        footer={
          <>
            <Button variant="default" onClick={() => setAsked(undefined)}>
              {t("Not now")}
            </Button>
            <Button onClick={() => (asked ? go(asked) : undefined)}>{asked?.label ?? ""}</Button>
          </>
        }
      >
        <div className={styles.dialog}>
          <p>{t("It has not run before. A run is no preview: it does at once what it is for.")}</p>
          <ul>
            {asked?.first?.map(({ title, text }) => (
              <li key={title}>
                <strong>{title}.</strong> {text}
              </li>
            ))}
          </ul>
        </div>
      </Dialog>
    </>
  );
}
