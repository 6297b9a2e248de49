import type { InstallationView, RunItem, RunView } from "@stoa/contract";
import { Panel } from "../../parts/panel.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { AskHelp } from "./ask-help.tsx";
import { SupportLink } from "./support-link.tsx";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** Of a run that went well help is asked for by few: not among the first buttons, as where it failed. */
export function HelpWithRun({ run }: { run: RunView }) {
  const place = usePlace();
  if (place.kind !== "customer" || run.state !== "succeeded") return null;
  return (
    <Panel title={t("Help")}>
      <div className={styles.close}>
        <p className={styles.quiet}>{t("Not what you expected? Your question goes to those who made it, with what this run says.")}</p>
        <div className={styles.row}>
          <AskHelp run={run} />
        </div>
      </div>
    </Panel>
  );
}

/** Whom to ask about an installation: with its last run, which says what happened; before there is one, by the address alone. */
export function GetHelp({ installation, runs }: { installation: InstallationView; runs: readonly RunItem[] | undefined }) {
  const place = usePlace();
  if (place.kind !== "customer" || !runs) return null;
  const last = runs.find(({ kind, state }) => kind === "work" && (state === "failed" || state === "succeeded"));
  if (!last && !installation.support) return null;
  return (
    <Panel title={t("Help")}>
      {last ? (
        <div className={styles.close}>
          {mayAct(place, "customer_owner", "customer_configurer") ? (
            <>
              <p className={styles.quiet}>{t("Your question goes to those who made it, with what its last run says.")}</p>
              <div className={styles.row}>
                <AskHelp run={last} />
              </div>
            </>
          ) : (
            <p className={styles.quiet}>{t("Owners and those who set up integrations can ask its publisher here; ask one of them.")}</p>
          )}
        </div>
      ) : (
        <p>
          {t("Those who made it help here:")} <SupportLink support={installation.support ?? ""} />
        </p>
      )}
    </Panel>
  );
}
