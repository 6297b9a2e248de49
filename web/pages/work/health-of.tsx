import type { RunDays } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { HealthBar } from "../../parts/health-bar.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ownZone } from "../../parts/format/own-zone.ts";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";

/** Health over 90 days of an integration or an installation, as far as this place may see its runs. */
export function HealthOf({ of }: { of: { integrationId: string } | { installationId: string } }) {
  const place = usePlace();
  const health = useRead<RunDays>(`${place.api}/run-days`, { ...of, days: 90, zone: ownZone });
  const days = health.data?.days ?? [];
  if (days.every((day) => day.succeeded + day.failed === 0)) return null;
  return (
    <Panel title={place.kind === "customer" ? t("Your runs over 90 days") : t("Health over 90 days")}>
      <HealthBar days={days.map((day) => ({ day: Date.parse(day.day), fine: day.succeeded, failed: day.failed }))} />
    </Panel>
  );
}
