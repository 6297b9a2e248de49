import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "../parts/error-state.tsx";
import { t } from "../words/t.ts";
import styles from "./bare.module.css";

/** A page broke while it was drawn. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  const missing = /dynamically imported module|Importing a module/i.test(String(error));
  return (
    <main className={styles.bare}>
      <ErrorState
        page
        error={
          missing
            ? {
                what: t("A part of this page could not be loaded"),
                why: t("It was renewed since you opened it, or the line is down."),
                fix: t("Load the page again."),
              }
            : {
                what: t("This page broke"),
                why: error instanceof Error ? error.message : String(error),
                fix: t("Try again. If it stays, tell the operator what you did and this text."),
              }
        }
        onRetry={() => (missing ? location.reload() : reset())}
      />
    </main>
  );
}
