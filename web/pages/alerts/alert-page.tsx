import type { AlertDetail, NotificationView } from "@stoa/contract";
import { useParams } from "@tanstack/react-router";
import { useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { kindWords, meaningOf, toldWords } from "./alert-words.ts";
import page from "../page.module.css";
import styles from "./alerts.module.css";

/** One alert: what, since when, what to do, and who was told. */
export function AlertPage() {
  const { alertId = "" } = useParams({ strict: false });
  const alert = useRead<AlertDetail>(`/v1/operator/alerts/${alertId}`, undefined, { every: 10_000 });
  return (
    <Loaded query={alert} page>
      {(found) => (
        <>
          <PageHead title={found.title} mark={<MeaningBadge {...meaningOf(found)} />} line={<p>{found.text}</p>} />
          <Facts
            rows={[
              {
                name: "What to do",
                value: found.state === "open" ? found.fix : "Nothing: it is over.",
                note: found.state === "closed" ? found.fix : undefined,
              },
              { name: "Began", value: <TimeAgo at={found.openedAt} /> },
              { name: "Over", value: found.closedAt ? <TimeAgo at={found.closedAt} /> : "Not yet" },
              { name: "Id", value: <IdChip id={found.id} /> },
            ]}
          />
          <Panel title="Who was told">
            {found.notifications.length === 0 ? (
              <EmptyState title="Nobody was told">
                <p>There was no alert channel when it began.</p>
              </EmptyState>
            ) : (
              <ul className={page.list}>
                {found.notifications.map((one) => (
                  <Told key={one.id} told={one} />
                ))}
              </ul>
            )}
          </Panel>
        </>
      )}
    </Loaded>
  );
}

function Told({ told }: { told: NotificationView }) {
  return (
    <li>
      <span className={styles.channel}>
        <strong>{told.channel.name}</strong>
        <span className={page.quiet}>
          {kindWords[told.kind]}
          {told.error === null || told.state === "sent" ? null : `: ${told.error}`}
        </span>
      </span>
      <span className={page.row}>
        <MeaningBadge {...toldWords[told.state]} quiet />
        {told.sentAt ? <TimeAgo at={told.sentAt} /> : null}
        {told.dueAt && told.attempts > 0 ? <TimeAgo at={told.dueAt} /> : null}
      </span>
    </li>
  );
}
