import { useRead } from "../../api/use-read.ts";
import { HealthBar } from "../../parts/health-bar.tsx";
import { Panel } from "../../parts/panel.tsx";

interface HealthView {
  days: { day: string; succeeded: number; failed: number }[];
}

/** Health over 90 days, where the API tells it; a deployment that does not shows nothing in its place. */
export function HealthOf({ path }: { path: string }) {
  const health = useRead<HealthView>(path);
  const days = health.data?.days;
  if (!days || days.length === 0) return null;
  return (
    <Panel title="Health over 90 days">
      <HealthBar days={days.map((day) => ({ day: Date.parse(day.day), fine: day.succeeded, failed: day.failed }))} />
    </Panel>
  );
}
