import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import { FailedIcon, RetryIcon } from "./icons.ts";
import { t } from "../words/t.ts";
import styles from "./state.module.css";

/** An error as a page tells it. `trace` finds it in the operator's log. */
export interface SaidError {
  what: string;
  why?: string | undefined;
  fix: string;
  trace?: string | undefined;
}

interface ErrorStateProps {
  error: SaidError;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
  /** True where it stands in place of a whole page and so heads it. */
  page?: boolean;
  /** The way on from a page of what is not there: trying again cannot bring it. */
  back?: ReactNode;
}

/** What failed, why, what to do, a retry, and the trace id to copy. */
export function ErrorState({ error, onRetry, retrying = false, page = false, back }: ErrorStateProps) {
  const Heading = page ? "h1" : "h2";
  return (
    <section className={styles.state} data-kind="error" role="alert">
      <Heading className={styles.title}>
        <FailedIcon size={20} aria-hidden />
        {error.what}
      </Heading>
      <div className={styles.text}>
        {error.why ? <p>{error.why}</p> : null}
        <p>{error.fix}</p>
      </div>
      <div className={styles.actions}>
        {back}
        {onRetry && !back ? (
          <Button variant="default" leftSection={<RetryIcon size={16} />} loading={retrying} onClick={onRetry}>
            {t("Try again")}
          </Button>
        ) : null}
        {error.trace ? (
          <span className={styles.trace}>
            {t("Number of this error")} <code>{error.trace.slice(-6)}</code>
            <CopyButton text={error.trace} label={t("Copy the whole number of this error")} />
          </span>
        ) : null}
      </div>
    </section>
  );
}
