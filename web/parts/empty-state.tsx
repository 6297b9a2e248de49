import type { ReactNode } from "react";
import { t } from "../words/t.ts";
import styles from "./state.module.css";

interface EmptyStateProps {
  title: string;
  /** What stands here once there is something. */
  children: ReactNode;
  action?: ReactNode;
  /** A small example of how it looks when full; drawn muted and marked as an example. */
  example?: ReactNode;
  /** True where it stands in place of a whole page and so heads it. */
  page?: boolean;
}

/** Says what this place is for, gives one action, and shows how it looks when full. */
export function EmptyState({ title, children, action, example, page = false }: EmptyStateProps) {
  const Heading = page ? "h1" : "h2";
  return (
    <section className={styles.state}>
      <Heading className={styles.title}>{title}</Heading>
      <div className={styles.text}>{children}</div>
      {action ? <div className={styles.actions}>{action}</div> : null}
      {example ? (
        <figure className={styles.example}>
          <figcaption className={styles.caption}>{t("Example")}</figcaption>
          <div inert>{example}</div>
        </figure>
      ) : null}
    </section>
  );
}
