import { t } from "../words/t.ts";
import { NeedsIcon } from "./icons.ts";
import styles from "./test-band.module.css";

/** Stands over every page of a host's test side, so that nobody takes it for the live one. */
export function TestBand() {
  return (
    <aside className={styles.band} aria-label={t("Test")} data-test-band>
      <NeedsIcon size={14} aria-hidden />
      <span>
        <strong>{t("Test")}</strong> {t("Customers, accounts and data here are apart from the live ones.")}
      </span>
    </aside>
  );
}
