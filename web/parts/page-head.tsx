import type { ReactNode } from "react";
import styles from "./page-head.module.css";

interface PageHeadProps {
  title: ReactNode;
  /** A picture or monogram before the title. */
  picture?: ReactNode;
  /** Badge or chip beside the title. */
  mark?: ReactNode;
  /** One line under the title. */
  line?: ReactNode;
  actions?: ReactNode;
}

/** The head of a page: what it is, its state, and the acts on it. */
export function PageHead({ title, picture, mark, line, actions }: PageHeadProps) {
  return (
    <header className={styles.head}>
      {picture}
      <div className={styles.words}>
        <div className={styles.titles}>
          <h1>{title}</h1>
          {mark}
        </div>
        {line ? <div className={styles.line}>{line}</div> : null}
      </div>
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </header>
  );
}
