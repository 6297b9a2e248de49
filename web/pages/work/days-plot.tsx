import type { RunDay } from "@stoa/contract";
import { useMemo } from "react";
import { VerdictBars } from "../../parts/verdict-bars.tsx";

/** Runs a day by verdict. */
export function DaysPlot({ days, onDay }: { days: readonly RunDay[]; onDay: (day: number) => void }) {
  const shown = useMemo(
    () => days.map((day) => ({ day: Date.parse(day.day), counts: { fine: day.succeeded, failed: day.failed, waiting: day.cancelled } })),
    [days],
  );
  return <VerdictBars title={`Runs a day, last ${days.length} days`} days={shown} words={{ waiting: "Cancelled" }} onDay={onDay} />;
}
