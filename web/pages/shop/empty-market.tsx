import type { HostView } from "@stoa/contract";
import { useEffect, useRef } from "react";
import { useRead } from "../../api/use-read.ts";
import { Notice } from "../../parts/notice.tsx";
import { usePlace } from "../../places/place.ts";
import { sayArriving } from "../../words/say-arriving.ts";
import { t } from "../../words/t.ts";
import styles from "./market-page.module.css";

/** While the first integrations come one by one, how many are there. */
export function Arriving({ onListed }: { onListed: () => void }) {
  const path = `${usePlace().api}/host`;
  const arriving = useRead<HostView>(path).data?.look["arriving"];
  useRead<HostView>(path, undefined, { every: 4_000, when: arriving !== undefined });
  const known = useRef(arriving);
  useEffect(() => {
    if (known.current === arriving) return;
    known.current = arriving;
    onListed();
  }, [arriving, onListed]);
  return arriving ? <Notice meaning="running">{sayArriving(arriving)}</Notice> : null;
}

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
      {arriving ? <Notice meaning="running">{sayArriving(arriving)}</Notice> : null}
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
