import type { InstallationView, TellingView } from "@stoa/contract";
import { NativeSelect } from "@mantine/core";
import { useAct, useRead } from "../../api/use-read.ts";
import { Panel } from "../../parts/panel.tsx";
import { formatExact } from "../../parts/format/time.ts";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

const dayMs = 86_400_000;
const days: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30 };

/** Hear nothing of one installation for a while, or for good; only oneself. */
export function Mute({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const telling = useRead<TellingView>(`${place.api}/telling`);
  const act = useAct([`${place.api}/telling`, `${place.api}/notices`]);
  if (!telling.data) return null;
  const muted = telling.data.mutes.find(({ installationId }) => installationId === installation.id);
  const path = `${place.api}/installations/${installation.id}/mute`;
  const choose = (choice: string): void => {
    if (choice === "kept") return;
    if (choice === "no") return act.mutate({ method: "DELETE", path });
    const span = days[choice];
    act.mutate({ method: "PUT", path, body: { until: span === undefined ? null : new Date(Date.now() + span * dayMs).toISOString() } });
  };
  return (
    <Panel title={t("Notices")}>
      <div className={styles.form}>
        <NativeSelect
          label={t("Tell you when it fails or needs you")}
          value={muted === undefined ? "no" : muted.until === null ? "good" : "kept"}
          data={[
            { value: "no", label: t("Yes") },
            ...(muted?.until ? [{ value: "kept", label: t("Muted until {when}", { when: formatExact(Date.parse(muted.until)) }) }] : []),
            { value: "day", label: t("Not for a day") },
            { value: "week", label: t("Not for a week") },
            { value: "month", label: t("Not for a month") },
            { value: "good", label: t("No, muted for good") },
          ]}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      </div>
      <p role="status">{act.isSuccess ? t("Saved.") : ""}</p>
    </Panel>
  );
}
