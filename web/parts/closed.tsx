import { useId, type ReactNode } from "react";
import styles from "./closed.module.css";

interface ClosedProps {
  title: string;
  /** Who it is for, beside the title. */
  hint?: string;
  /** True where its readers came for it. */
  open?: boolean;
  children: ReactNode;
}

/** A titled part of a page that most readers need not see: shut until asked for. */
export function Closed({ title, hint, open = false, children }: ClosedProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <details className={styles.closed} open={open}>
        <summary>
          <h2 id={id}>{title}</h2>
          {hint ? <span className={styles.hint}>{hint}</span> : null}
        </summary>
        <div className={styles.body}>{children}</div>
      </details>
    </section>
  );
}
