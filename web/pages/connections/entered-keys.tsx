import type { EnteredPage } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useList } from "../../api/use-read.ts";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

type Entered = EnteredPage["items"][number];

/** Keys and passwords that stand in settings: they open accounts too, though nobody connected one. */
export function EnteredKeys() {
  const list = useList<Entered>(`${usePlace().api}/entered-keys`, { limit: 50 });
  if (!list.rows || list.rows.length === 0) return null;
  return (
    <Panel title={t("Entered in settings")}>
      <ul className={styles.list}>
        {list.rows.map((one) => (
          <EnteredLine key={one.id} entered={one} />
        ))}
      </ul>
      {list.more ? (
        <Button variant="default" loading={list.more.loading} onClick={list.more.load}>
          {t("Show more")}
        </Button>
      ) : null}
    </Panel>
  );
}

function EnteredLine({ entered: { id, name, fields } }: { entered: Entered }) {
  const place = usePlace();
  return (
    <li>
      <span className={styles.close}>
        <strong>{name}</strong>
        {fields.map((field) => (
          <span key={field.name} className={styles.quiet}>
            {t("{field}, entered", { field: field.title })} <TimeAgo at={field.setAt} />
          </span>
        ))}
      </span>
      {mayAct(place, "customer_owner", "customer_configurer") ? (
        <Button component={Link} to={`${place.href}/installations/${id}`} search={{ tab: "settings" } as never} size="xs" variant="default">
          {t("Change")}
        </Button>
      ) : null}
    </li>
  );
}
