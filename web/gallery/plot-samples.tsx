import { HealthBar } from "../parts/health-bar.tsx";
import { RunsPlot } from "../parts/runs-plot/runs-plot.tsx";
import { VerdictBars } from "../parts/verdict-bars.tsx";
import { sampleHealth, sampleNow, samplePlot, sampleVerdictDays } from "./samples.ts";

const runs = samplePlot();
const none: typeof runs = [];

export function PlotSamples() {
  return (
    <div style={{ display: "grid", gap: 32, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <RunsPlot title="Runs of the last 7 days, by how long they took" runs={runs} from={sampleNow - 7 * 86_400_000} to={sampleNow} />
      <RunsPlot title="Runs of the last hour" runs={none} from={sampleNow - 3_600_000} to={sampleNow} height={120} />
      <VerdictBars title="Runs a day, by verdict" days={sampleVerdictDays()} />
      <HealthBar days={sampleHealth()} />
    </div>
  );
}
