import type { HostView } from "@stoa/contract";
import { useEffect } from "react";
import { useRead } from "../../api/use-read.ts";
import { Notice } from "../../parts/notice.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "./market-page.module.css";

/** A marketplace before its first listing: what will stand here, and what its host says is on its way. Looks again by itself. */
export function EmptyMarket({ onListed }: { onListed: () => void }) {
  const place = usePlace();
  const host = useRead<HostView>(`${place.api}/host`, undefined, { every: 4_000 });
  const arriving = host.data?.look["arriving"];
  useEffect(() => {
    const timer = setInterval(onListed, 4_000);
    return () => clearInterval(timer);
  }, [onListed]);
  return (
    <div className={styles.empty}>
      <h1>{arriving ? t("The first integrations are on their way") : t("Nothing is listed yet")}</h1>
      {arriving ? <Notice meaning="running">{arriving}</Notice> : null}
      <p>
        {t(
          "Here you will find what connects {product} with the other services you use. You read what an integration does and reaches, install it, fill in a form, and watch it work.",
          { product: host.data?.name ?? t("your product") },
        )}
      </p>
      <p className={styles.count}>
        {arriving
          ? t("They appear on this page one by one; you need not load it again.")
          : t("Integrations appear on this page as soon as they are approved; you need not load it again.")}
      </p>
    </div>
  );
}
