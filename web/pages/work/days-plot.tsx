import type { RunDay } from "@stoa/contract";
import { useMemo } from "react";
import { Panel } from "../../parts/panel.tsx";
import { VerdictBars } from "../../parts/verdict-bars.tsx";
import styles from "../page.module.css";

/** Runs a day by verdict; or what would stand here. */
export function DaysPlot({ days, onDay }: { days: readonly RunDay[]; onDay: (day: number) => void }) {
  const shown = useMemo(
    () => days.map((day) => ({ day: Date.parse(day.day), counts: { fine: day.succeeded, failed: day.failed, waiting: day.cancelled } })),
    [days],
  );
  if (days.every((day) => day.succeeded + day.failed + day.cancelled === 0)) return <NoRuns days={days.length} />;
  return <VerdictBars title={`Runs a day, last ${days.length} days`} days={shown} words={{ waiting: "Cancelled" }} onDay={onDay} />;
}

function NoRuns({ days }: { days: number }) {
  return (
    <Panel title="Runs a day">
      <p className={styles.quiet}>None in the last {days} days. Each day becomes a bar, with what failed at its foot.</p>
    </Panel>
  );
}
