import { Link } from "@tanstack/react-router";
import { Facts } from "../../parts/facts.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Panel } from "../../parts/panel.tsx";
import { meaningOf } from "./alert-words.ts";
import { useChannels, useOpenAlerts } from "./follow-alerts.ts";

/** On the operator's home: what is open, and whether anybody would hear of it. */
export function AlertsCard() {
  const open = useOpenAlerts();
  const channels = useChannels();
  if (!open.data || !channels.data) return null;
  const told = channels.data.items.filter(({ settings }) => settings.kind !== "ping");
  const broken = channels.data.items.filter(({ error }) => error !== null);
  const rows = open.data.items.map((alert) => ({
    name: alert.title,
    value: <MeaningBadge {...meaningOf(alert)} />,
    note: <Link to={`/operator/alerts/${alert.id}`}>{alert.text}</Link>,
  }));
  return (
    <Panel title="Alerts" aside={<Link to="/operator/alerts">All alerts</Link>}>
      <Facts
        rows={[
          ...(rows.length > 0 ? rows : [{ name: "Open now", value: "None" }]),
          {
            name: "Told to",
            value: told.length === 0 ? "Nobody" : told.map(({ name }) => name).join(", "),
            note: told.length === 0 ? <Link to="/operator/alerts">Add a mail address or a webhook</Link> : undefined,
          },
          ...broken.map(({ name, error }) => ({
            name: `${name} does not work`,
            value: <MeaningBadge meaning="failed" word="Mend it" />,
            note: error,
          })),
        ]}
      />
    </Panel>
  );
}
