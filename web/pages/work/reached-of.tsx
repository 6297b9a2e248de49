import type { Asks, ContactsView } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { formatBytes } from "../../parts/format/bytes.ts";
import { countOf } from "../../parts/format/count.ts";
import { DeclaredHost } from "../../parts/asks.tsx";
import { Closed } from "../../parts/closed.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** Declared against actual: what an integration's runs reached in ninety days, line by line of what it declares. */
export function ReachedOf({ integrationId, asks }: { integrationId: string; asks: Asks }) {
  const place = usePlace();
  const found = useRead<ContactsView>(`${place.api}/contacts`, { integrationId }).data;
  const declared = [...asks.hosts, ...asks.accounts.map(({ base }) => base)].filter(Boolean);
  if (!found || declared.length === 0) return null;
  const title = t("Addresses reached in {days} days", { days: found.days });
  const lines = [...new Set([...declared, ...found.hosts.map((one) => one.declared)])];
  const list = (
    <>
      <ul className={styles.list}>
        {lines.map((line) => (
          <li key={line}>
            <DeclaredHost host={line} fields={asks.fields} />
            <Actual found={found.hosts.find((one) => one.declared === line)} />
          </li>
        ))}
      </ul>
      {found.runsAskingOthers > 0 ? (
        <p className={styles.quiet}>
          {t("{count} looked for addresses it does not declare. None was reached.", { count: countOf(found.runsAskingOthers, "run") })}
        </p>
      ) : null}
    </>
  );
  if (place.kind !== "customer") return <Panel title={title}>{list}</Panel>;
  return (
    <Closed title={t("Technical details")} hint={title}>
      {list}
    </Closed>
  );
}

function Actual({ found }: { found: ContactsView["hosts"][number] | undefined }) {
  if (!found) return <span className={styles.quiet}>{t("Allowed, not used so far")}</span>;
  if (found.refused === found.connections) return <MeaningBadge meaning="failed" word={t("Tried, never reached")} quiet />;
  const bytes = { bytes: formatBytes(found.bytesOut), bytes2: formatBytes(found.bytesIn) };
  if (found.runs === 0) return <span className={styles.quiet}>{t("In previews alone: {bytes} sent, {bytes2} got", bytes)}</span>;
  return (
    <span className={styles.quiet}>
      {t("{count}, {bytes} sent, {bytes2} got", {
        count: countOf(found.runs, "run"),
        ...bytes,
      })}
    </span>
  );
}
