import type { RunDay } from "@stoa/contract";
import { useMemo } from "react";
import { VerdictBars } from "../../parts/verdict-bars.tsx";

/** Runs a day by verdict; nothing where there were none. */
export function DaysPlot({ days, onDay }: { days: readonly RunDay[]; onDay: (day: number) => void }) {
  const shown = useMemo(
    () => days.map((day) => ({ day: Date.parse(day.day), counts: { fine: day.succeeded, failed: day.failed, waiting: day.cancelled } })),
    [days],
  );
  if (days.every((day) => day.succeeded + day.failed + day.cancelled === 0)) return <span />;
  return <VerdictBars title={`Runs a day, last ${days.length} days`} days={shown} words={{ waiting: "Cancelled" }} onDay={onDay} />;
}
