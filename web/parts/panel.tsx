import { useId, type ReactNode } from "react";
import styles from "./panel.module.css";

interface PanelProps {
  title: string;
  aside?: ReactNode;
  /** An id, for what leads here. */
  anchor?: string;
  children: ReactNode;
}

/** A titled part of a page: a heading with a hair line, no card around it. */
export function Panel({ title, aside, anchor, children }: PanelProps) {
  const id = useId();
  return (
    <section id={anchor} className={styles.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
