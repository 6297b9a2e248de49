import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { RunStarted } from "@stoa/contract";
import { sayError } from "../../api/say-error.ts";
import { useOperation } from "../../api/use-operation.ts";
import { useLeave } from "../../api/use-read.ts";
import { RunIcon, ViewIcon } from "../../parts/icons.ts";
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

/** Starts a run and goes to watch it. Before the first one a look at what it would do comes first, where the program can say so. */
export function RunNow({ installationId, preview = false, disabled = false, starts = false }: RunNowProps) {
  const place = usePlace();
  const navigate = useNavigate();
  const operation = useOperation();
  const trigger = useLeave<RunStarted>([`${place.api}/runs`, `${place.api}/installations`]);
  const go = (mode: "run" | "preview") => {
    const path = `${place.api}/installations/${installationId}/runs`;
    const body = { mode, operationId: operation.idOf([path, mode]), ...(starts && mode === "run" ? { start: true } : {}) };
    const onSuccess = ({ runId }: RunStarted): void => {
      operation.answered();
      void navigate({ to: `${place.href}/runs/${runId}` });
    };
    trigger.mutate({ method: "POST", path, body }, { onSuccess });
  };
  const { error } = trigger;
  return (
    <>
      {preview ? (
        <Button
          variant={starts ? "filled" : "default"}
          leftSection={<ViewIcon size={16} />}
          disabled={disabled}
          loading={trigger.isPending}
          onClick={() => go("preview")}
        >
          {t("Preview")}
        </Button>
      ) : null}
      <Button
        variant={starts && preview ? "default" : "filled"}
        leftSection={<RunIcon size={16} />}
        disabled={disabled}
        loading={trigger.isPending}
        onClick={() => go("run")}
      >
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
