import type { AlertView } from "@stoa/contract";
import { Link } from "@tanstack/react-router";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { meaningOf } from "./alert-words.ts";
import { useOpenAlerts } from "./follow-alerts.ts";
import styles from "./alerts.module.css";

/** What needs somebody now, each with what to do. */
export function OpenAlerts() {
  return (
    <Loaded query={useOpenAlerts()}>
      {({ items }) =>
        items.length === 0 ? (
          <Notice meaning="fine">Nothing is open. Runners, queue, backups, disk, database and facts are looked at every 15 seconds.</Notice>
        ) : (
          <ul className={styles.alerts}>
            {items.map((alert) => (
              <OpenAlert key={alert.id} alert={alert} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function OpenAlert({ alert }: { alert: AlertView }) {
  return (
    <li className={styles.alert}>
      <div className={styles.head}>
        <MeaningBadge {...meaningOf(alert)} />
        <Link to={`/operator/alerts/${alert.id}`}>{alert.title}</Link>
        <span className={styles.since}>
          since <TimeAgo at={alert.openedAt} />
        </span>
      </div>
      <p>{alert.text}</p>
      <p className={styles.fix}>{alert.fix}</p>
    </li>
  );
}
