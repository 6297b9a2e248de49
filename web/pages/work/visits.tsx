import type { VisitPage } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** Who of the host looked at an installation, when and why: its customer and the host read the same. */
export function Visits({ installationId }: { installationId: string }) {
  const place = usePlace();
  const when = place.kind === "customer" || place.kind === "side";
  const visits = useRead<VisitPage>(`${place.api}/visits`, { installationId, limit: 10 }, { when }).data;
  if (!visits || visits.items.length === 0) return null;
  return (
    <Panel title={t("Looked at by support")}>
      <ul className={styles.list}>
        {visits.items.map((visit) => (
          <li key={visit.id}>
            <div>
              <div>
                {t("{by} of {host} looked at this", { by: visit.by, host: visit.host })} <TimeAgo at={visit.openedAt} />
              </div>
              <div className={styles.quiet}>{t("Reason: {reason}", { reason: visit.reason })}</div>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
