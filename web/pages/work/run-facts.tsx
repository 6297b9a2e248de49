import { Link } from "@tanstack/react-router";
import { Facts, type FactRow } from "../../parts/facts.tsx";
import { formatBytes } from "../../parts/format/bytes.ts";
import { IdChip } from "../../parts/id-chip.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import { sayCause } from "../../words/run-words.ts";
import { hostApiLine, type RunView } from "@stoa/contract";
import { t } from "../../words/t.ts";
import { RunCalls } from "./run-calls.tsx";
import { RunUsed } from "./run-used.tsx";
import styles from "../page.module.css";

/** What it ran as, what it reached and what it used. */
export function RunFacts({ run }: { run: RunView }) {
  const place = usePlace();
  const about: FactRow[] = [
    { name: t("Caused by"), value: sayCause(run) },
    ...(run.release ? [{ name: t("Version"), value: run.release.version }] : []),
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
      {run.endedAt && place.kind !== "customer" ? <RunUsed usage={run.usage} /> : null}
    </>
  );
}

function Contacted({ contacted }: { contacted: RunView["contacted"] }) {
  const plain = usePlace().kind === "customer";
  return (
    <Panel title={t("Reached")}>
      {contacted.length === 0 ? (
        <p className={styles.quiet}>{t("Nothing outside.")}</p>
      ) : (
        <ul className={styles.list}>
          {contacted.map((one) => (
            <li key={`${one.host}:${one.port} ${one.refused}`}>
              {plain && one.declared === hostApiLine ? (
                <span>{t("The product itself, with what you allowed")}</span>
              ) : (
                <code>{one.port === 0 ? one.host : `${one.host}:${one.port}`}</code>
              )}
              {one.refused ? (
                <MeaningBadge meaning="failed" word={plain ? t("not reached") : one.refused} quiet />
              ) : (
                <span className={styles.quiet}>
                  {plain
                    ? one.count > 1
                      ? t("{count} times", { count: one.count })
                      : t("once")
                    : `${one.count > 1 ? t("{count} times, ", { count: one.count }) : ""}${t("{bytes} sent, {bytes2} got", { bytes: formatBytes(one.bytesOut), bytes2: formatBytes(one.bytesIn) })}`}
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
