import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { sayError } from "../../api/say-error.ts";
import { RunNow } from "../work/run-now.tsx";
import { useStart } from "../work/use-start.ts";
import { t } from "../../words/t.ts";
import styles from "./install-page.module.css";

/** The last step, and the one that switches it on: a run to watch, or leave it to the schedule. A preview switches nothing on. */
export function FirstRunStep({ installation }: { installation: InstallationView }) {
  const navigate = useNavigate();
  const start = useStart(installation.id);
  const starts = installation.state === "draft";
  const leave = () => void navigate({ to: `/shop/installations/${installation.id}` });
  return (
    <div className={styles.step}>
      {installation.preview ? <p>{t("A preview sends and changes nothing: it shows what a run would do.")}</p> : null}
      <div className={styles.agree}>
        <RunNow installationId={installation.id} preview={installation.preview} starts={starts} />
        <Button
          variant="default"
          loading={start.isPending}
          onClick={() => (starts ? start.mutate(undefined, { onSuccess: leave }) : leave())}
        >
          {installation.schedule ? t("Leave it to the schedule") : t("Switch it on")}
        </Button>
      </div>
      {start.error ? (
        <p role="alert">
          {sayError(start.error).what} {sayError(start.error).fix}
        </p>
      ) : null}
    </div>
  );
}
