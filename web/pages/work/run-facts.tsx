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
              <Place one={one} plain={plain} />
              {one.refused ? (
                <MeaningBadge meaning="failed" word={plain ? t("not reached") : one.refused} quiet />
              ) : (
                <HowMuch one={one} plain={plain} />
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface ContactProps {
  one: RunView["contacted"][number];
  /** For those to whom addresses and bytes say little. */
  plain: boolean;
}

function Place({ one: { host, port, declared }, plain }: ContactProps) {
  const own = declared === hostApiLine;
  if (plain && own) return <span>{t("The product itself, with what you allowed")}</span>;
  return (
    <span className={styles.told}>
      <code>{port === 0 ? host : `${host}:${port}`}</code>
      {own ? <span className={styles.quiet}>{hostApiLine}</span> : null}
    </span>
  );
}

/** Of the product itself a customer reads which requests there were: connections carry several each, and their number would contradict that. */
function HowMuch({ one: { count, bytesIn, bytesOut, declared, simulatedBy }, plain }: ContactProps) {
  if (plain && declared === hostApiLine && !simulatedBy) return null;
  const times = count > 1 ? t("{count} times", { count }) : t("once");
  const much = `${count > 1 ? t("{count} times, ", { count }) : ""}${t("{bytes} sent, {bytes2} got", { bytes: formatBytes(bytesOut), bytes2: formatBytes(bytesIn) })}`;
  return (
    <span className={styles.quiet}>
      {plain ? times : much}
      {simulatedBy ? t(", simulated by {simulatedBy}", { simulatedBy }) : ""}
    </span>
  );
}
