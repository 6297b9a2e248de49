import { Link, useSearch } from "@tanstack/react-router";
import { t } from "../words/t.ts";
import styles from "../pages/page.module.css";

/** Parts of one object's page, each with its own address: `?tab=builds`. */
export function Tabs({ tabs, first }: { tabs: readonly { key: string; title: string }[]; first: string }) {
  const { tab = first }: { tab?: string } = useSearch({ strict: false });
  return (
    <nav className={styles.tabs} aria-label={t("Parts of this page")}>
      {tabs.map(({ key, title }) => (
        <Link
          key={key}
          to="."
          search={() => (key === first ? {} : { tab: key })}
          aria-current={tab === key ? "page" : undefined}
          data-here={tab === key || undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}

/** The tab the address names. */
export function useTab(first: string): string {
  const { tab = first }: { tab?: string } = useSearch({ strict: false });
  return tab;
}
