import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "../parts/error-state.tsx";
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
                what: "A part of this page could not be loaded",
                why: "Stoa was upgraded since you opened it, or the line is down.",
                fix: "Load the page again.",
              }
            : {
                what: "This page broke",
                why: error instanceof Error ? error.message : String(error),
                fix: "Try again. If it stays, tell the operator what you did and this text.",
              }
        }
        onRetry={() => (missing ? location.reload() : reset())}
      />
    </main>
  );
}
