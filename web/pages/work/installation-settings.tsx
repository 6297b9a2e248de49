import type { HealthView, InstallationChanged, InstallationView } from "@stoa/contract";
import { NativeSelect, Switch } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { newOperationId } from "../../api/operation-id.ts";
import { api } from "../../api/client.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import { ConnectStep } from "../connections/connect-step.tsx";
import { Mute } from "../notices/mute.tsx";
import { OptionsForm } from "./options-form.tsx";
import type { RunChoice } from "./run-buttons.tsx";
import { ScheduleForm } from "./schedule-form.tsx";
import { WebhookPanel } from "./webhook-panel.tsx";
import { nameLanguage } from "../../words/language.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** Settings, schedule, webhook and what the publisher may see. */
export function InstallationSettings({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const navigate = useNavigate();
  const saved = async (mode?: "run" | "preview") => {
    if (!mode) return;
    const { runId } = await api.send<{ runId: string }>("POST", `${place.api}/installations/${installation.id}/runs`, { mode });
    await navigate({ to: `${place.href}/runs/${runId}` });
  };
  const health = useRead<HealthView>(`${place.api}/installations/${installation.id}/health`);
  const first = health.data?.lastRunAt === null ? [...installation.asks.permissions, ...installation.asks.data] : undefined;
  const runs: RunChoice[] = [
    ...(installation.preview ? [{ mode: "preview" as const, label: t("Save and preview") }] : []),
    ...(installation.state === "active" ? [{ mode: "run" as const, label: t("Save and run now"), first }] : []),
  ];
  return (
    <div className={styles.stack}>
      {installation.asks.fields.length > 0 ? (
        <Panel title={t("Settings")}>
          <OptionsForm installation={installation} saveLabel={t("Save")} runs={runs} onSaved={(mode) => void saved(mode)} />
        </Panel>
      ) : null}
      {place.kind === "customer" && installation.accounts.length > 0 ? <ConnectStep installation={installation} /> : null}
      <Panel title={t("Schedule")}>
        <ScheduleForm installation={installation} />
      </Panel>
      {place.kind === "customer" ? <Mute installation={installation} /> : null}
      <Panel title={t("Language")}>
        <div className={styles.form}>
          <SpokenLanguage installation={installation} />
        </div>
      </Panel>
      <Panel title={t("Sharing")}>
        <ShareLogs installation={installation} />
      </Panel>
      <WebhookPanel installationId={installation.id} />
    </div>
  );
}

const spoken = ["en", "de"];

/** What is said of its runs, to everybody of the account alike. */
function SpokenLanguage({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const act = useAct<InstallationChanged>([`${place.api}/installations`]);
  return (
    <NativeSelect
      label={t("Language of its results")}
      description={t("What it says of its runs, for everybody of your account. For letters it writes see its settings.")}
      value={installation.language}
      disabled={act.isPending}
      data={[...new Set([...spoken, installation.language])].map((value) => ({ value, label: nameLanguage(value) }))}
      onChange={({ currentTarget: { value } }) =>
        act.mutate({
          method: "PATCH",
          path: `${place.api}/installations/${installation.id}`,
          body: { operationId: newOperationId(), language: value },
        })
      }
    />
  );
}

function ShareLogs({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const act = useAct<InstallationChanged>([`${place.api}/installations`]);
  return (
    <Switch
      label={t("Let the publisher read the logs")}
      description={t(
        "The publisher made this integration and always sees whether runs worked. With this they also see what the program wrote, which helps them help you.",
      )}
      checked={installation.shareLogs}
      disabled={act.isPending}
      onChange={(event) =>
        act.mutate({
          method: "PATCH",
          path: `${place.api}/installations/${installation.id}`,
          body: { operationId: newOperationId(), shareLogs: event.currentTarget.checked },
        })
      }
    />
  );
}
