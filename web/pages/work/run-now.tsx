import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { RunStarted } from "@stoa/contract";
import { sayError } from "../../api/say-error.ts";
import { useOperation } from "../../api/use-operation.ts";
import { useAct } from "../../api/use-read.ts";
import { RunIcon, ViewIcon } from "../../parts/icons.ts";
import { useStart } from "./use-start.ts";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

interface RunNowProps {
  installationId: string;
  /** True where the program can say beforehand what it would do. */
  preview?: boolean;
  disabled?: boolean;
  /** One that is still being set up: running it is what switches it on. */
  starts?: boolean;
}

/** Starts a run and goes to watch it. */
export function RunNow({ installationId, preview = false, disabled = false, starts = false }: RunNowProps) {
  const place = usePlace();
  const navigate = useNavigate();
  const operation = useOperation();
  const start = useStart(installationId);
  const trigger = useAct<RunStarted>([`${place.api}/runs`]);
  const go = (mode: "run" | "preview") => {
    const path = `${place.api}/installations/${installationId}/runs`;
    const body = { mode, operationId: operation.idOf([path, mode]) };
    const onSuccess = ({ runId }: RunStarted): void => {
      operation.answered();
      void navigate({ to: `${place.href}/runs/${runId}` });
    };
    trigger.mutate({ method: "POST", path, body }, { onSuccess });
  };
  const run = () => (starts ? start.mutate(undefined, { onSuccess: () => go("run") }) : go("run"));
  const error = start.error ?? trigger.error;
  return (
    <>
      {preview ? (
        <Button
          variant="default"
          leftSection={<ViewIcon size={16} />}
          disabled={disabled}
          loading={trigger.isPending}
          onClick={() => go("preview")}
        >
          {t("Preview")}
        </Button>
      ) : null}
      <Button leftSection={<RunIcon size={16} />} disabled={disabled} loading={trigger.isPending || start.isPending} onClick={run}>
        {t("Run now")}
      </Button>
      {error ? (
        <span role="alert" className={styles.quiet}>
          {sayError(error).what} {sayError(error).fix}
        </span>
      ) : null}
    </>
  );
}
