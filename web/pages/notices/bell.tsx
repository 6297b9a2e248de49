import type { HomeNoticePage } from "@stoa/contract";
import { Link } from "@tanstack/react-router";
import { useRead } from "../../api/use-read.ts";
import { AlertIcon } from "../../parts/icons.ts";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "./bell.module.css";

/** Leads to the notices, with how many are new. */
export function Bell() {
  const place = usePlace();
  const notices = useRead<HomeNoticePage>(`${place.api}/notices`, { limit: 1 }, { every: 30_000 });
  const unread = notices.data?.unread ?? 0;
  const count = unread >= 100 ? "99+" : String(unread);
  return (
    <Link
      to="/shop/notices"
      className={styles.bell}
      aria-label={unread > 0 ? t("Notices, {count} new", { count }) : t("Notices")}
      activeOptions={{ includeSearch: false }}
      activeProps={{ "data-here": true, "aria-current": "page" }}
    >
      <AlertIcon size={18} aria-hidden />
      {unread > 0 ? <span className={styles.count}>{count}</span> : null}
    </Link>
  );
}
