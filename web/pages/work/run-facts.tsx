import { Link } from "@tanstack/react-router";
import { Bytes, Duration } from "../../parts/amounts.tsx";
import { Facts, type FactRow } from "../../parts/facts.tsx";
import { formatBytes } from "../../parts/format/bytes.ts";
import { IdChip } from "../../parts/id-chip.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import { triggerWords } from "../../words/run-words.ts";
import type { RunView } from "@stoa/contract";
import { t } from "../../words/t.ts";
import { RunCalls } from "./run-calls.tsx";
import styles from "../page.module.css";

/** What it ran as, what it reached and what it used. */
export function RunFacts({ run }: { run: RunView }) {
  const place = usePlace();
  const about: FactRow[] = [
    { name: t("Caused by"), value: triggerWords[run.trigger] },
    ...(run.release ? [{ name: t("Release"), value: run.release.version }] : []),
    ...(run.rerunOf
      ? [
          {
            name: t("Again of"),
            value: (
              <span className={styles.row}>
                <Link to={`${place.href}/runs/${run.rerunOf}`}>{t("That run")}</Link>
                <IdChip id={run.rerunOf} />
              </span>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <Panel title={t("About")}>
        <Facts rows={about} />
      </Panel>
      <RunCalls run={run} />
      {run.endedAt ? <Contacted contacted={run.contacted} /> : null}
      {run.endedAt ? <Used usage={run.usage} /> : null}
    </>
  );
}

function Contacted({ contacted }: { contacted: RunView["contacted"] }) {
  return (
    <Panel title={t("Reached")}>
      {contacted.length === 0 ? (
        <p className={styles.quiet}>{t("Nothing outside.")}</p>
      ) : (
        <ul className={styles.list}>
          {contacted.map((one) => (
            <li key={`${one.host}:${one.port} ${one.refused}`}>
              <code>{one.port === 0 ? one.host : `${one.host}:${one.port}`}</code>
              {one.refused ? (
                <MeaningBadge meaning="failed" word={one.refused} quiet />
              ) : (
                <span className={styles.quiet}>
                  {one.count > 1 ? t("{count} times, ", { count: one.count }) : ""}
                  {t("{bytes} sent, {bytes2} got", { bytes: formatBytes(one.bytesOut), bytes2: formatBytes(one.bytesIn) })}
                  {one.simulatedBy ? t(", simulated by {simulatedBy}", { simulatedBy: one.simulatedBy }) : ""}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Used({ usage }: { usage: RunView["usage"] }) {
  const memory = usage.wallMs > 0 ? (usage.memoryKibMs / usage.wallMs) * 1_024 : 0;
  return (
    <Panel title={t("Used")}>
      <Facts
        rows={[
          { name: t("Time"), value: <Duration milliseconds={usage.wallMs} /> },
          { name: "CPU", value: <Duration milliseconds={usage.cpuMicros / 1_000} /> },
          { name: t("Memory"), value: <Bytes bytes={memory} />, note: t("Over its time") },
          { name: t("Sent"), value: <Bytes bytes={usage.egressBytes} /> },
          { name: t("Got"), value: <Bytes bytes={usage.ingressBytes} /> },
          { name: t("Kept"), value: <Bytes bytes={usage.storageBytes} />, note: t("Log and state") },
        ]}
      />
    </Panel>
  );
}
