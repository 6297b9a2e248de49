import { Link } from "@tanstack/react-router";
import { EmptyState } from "../parts/empty-state.tsx";
import { t } from "../words/t.ts";
import styles from "./bare.module.css";

/** The address leads nowhere. */
export function NotFound() {
  return (
    <main className={styles.bare}>
      <EmptyState page title={t("Nothing is at this address")} action={<Link to="/">{t("Go to the start")}</Link>}>
        <p>{t("The thing may have been removed, or the link was cut when it was copied.")}</p>
      </EmptyState>
    </main>
  );
}
