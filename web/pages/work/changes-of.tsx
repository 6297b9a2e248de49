import type { ChangeList } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "./changes-of.module.css";

/** What changed in a listing, version by version, in its publisher's words. */
export function ChangesOf({ listingId }: { listingId: string }) {
  const place = usePlace();
  const found = useRead<ChangeList>(`${place.api}/listings/${listingId}/changes`);
  // A version nobody wrote a word about says nothing.
  const items = (found.data?.items ?? []).filter(({ notes }) => notes !== null);
  if (items.length === 0) return null;
  return (
    <Panel title={t("What changed")}>
      <ol className={styles.changes}>
        {items.map((change) => (
          <li key={change.number}>
            <span className={styles.head}>
              <strong>{change.version}</strong>
              <span className={styles.quiet}>
                <TimeAgo at={change.at} />
              </span>
            </span>
            <p className={styles.notes}>{change.notes}</p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
