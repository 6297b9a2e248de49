import type { HostCall } from "@stoa/contract";
import { formatBytes } from "../../parts/format/bytes.ts";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** Requests to the product, one line each: what, when, and what became of it. */
export function CallList({ calls }: { calls: readonly HostCall[] }) {
  return (
    <ul className={styles.list}>
      {calls.map((call) => (
        <li key={call.id}>
          <span>
            <code>{call.action ?? `${call.method} ${call.path ?? ""}`}</code>
            {call.count > 1 ? <span className={styles.quiet}> {t("{count} times", { count: call.count })}</span> : null}
            {call.action !== null && call.path !== null ? (
              <div className={styles.quiet}>
                {call.method} {call.path}
              </div>
            ) : null}
            {call.refused === null ? null : <div className={styles.quiet}>{call.refused}</div>}
          </span>
          <span className={styles.row}>
            <Answer call={call} />
            <span className={styles.quiet}>
              <TimeAgo at={call.at} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Answer({ call }: { call: HostCall }) {
  if (call.refused !== null) return <MeaningBadge meaning="failed" word={t("Refused")} quiet />;
  if (call.status === null) return <MeaningBadge meaning="failed" word={t("No answer")} quiet />;
  const bytes = t("{bytes} sent, {bytes2} got", { bytes: formatBytes(call.bytesOut), bytes2: formatBytes(call.bytesIn) });
  return (
    <>
      <MeaningBadge meaning={call.status < 400 ? "fine" : "failed"} word={String(call.status)} quiet />
      <span className={styles.quiet}>{bytes}</span>
    </>
  );
}
