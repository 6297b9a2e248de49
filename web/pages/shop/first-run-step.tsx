import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { RunNow } from "../work/run-now.tsx";
import { t } from "../../words/t.ts";
import styles from "./install-page.module.css";

/** The last step: a run to watch, or leave it to the schedule. */
export function FirstRunStep({ installation }: { installation: InstallationView }) {
  return (
    <div className={styles.step}>
      {installation.preview ? <p>{t("A preview writes nothing: it says what a run would do.")}</p> : null}
      <div className={styles.agree}>
        <RunNow installationId={installation.id} preview={installation.preview} />
        <Button component={Link} to={`/shop/installations/${installation.id}`} variant="default">
          {installation.schedule ? t("Leave it to the schedule") : t("Later")}
        </Button>
      </div>
    </div>
  );
}
