import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useAct } from "../../api/use-read.ts";
import { IdChip } from "../../parts/id-chip.tsx";
import { StopIcon } from "../../parts/icons.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { usePlace } from "../../places/place.ts";
import { modeWords } from "../../words/run-words.ts";
import { AskHelp } from "./ask-help.tsx";
import { Rerun } from "./rerun.tsx";
import type { RunView } from "@stoa/contract";
import { t } from "../../words/t.ts";

/** Which run of what; stop it, or run it again. */
export function RunHead({ run, path }: { run: RunView; path: string }) {
  const place = usePlace();
  const open = run.state === "queued" || run.state === "running";
  const drives = place.kind === "customer" || place.kind === "side" || place.kind === "operator";
  return (
    <PageHead
      title={run.installation.name}
      line={
        <>
          <Link to={`${place.href}/installations/${run.installation.id}`}>
            {place.kind === "customer" ? t("Back to this integration") : t("Installation")}
          </Link>
          {run.customer.name && place.kind !== "customer" ? <span>{run.customer.name}</span> : null}
          {run.onlyItems === null ? null : (
            <Link to={`${place.href}/runs/${run.rerunOf}`}>{t("{count} failed items again", { count: run.onlyItems })}</Link>
          )}
          {run.mode === "run" ? null : <span>{modeWords[run.mode]}</span>}
          {place.kind === "customer" ? null : <IdChip id={run.id} />}
        </>
      }
      actions={drives ? open ? <Cancel path={path} waiting={run.state === "queued"} /> : <Again run={run} path={path} /> : undefined}
    />
  );
}

function Again({ run, path }: { run: RunView; path: string }) {
  return (
    <>
      {run.state === "failed" ? <AskHelp run={run} /> : null}
      <Rerun run={run} path={path} />
    </>
  );
}

function Cancel({ path, waiting }: { path: string; waiting: boolean }) {
  const cancel = useAct([path]);
  return (
    <Button
      variant="default"
      leftSection={<StopIcon size={16} />}
      loading={cancel.isPending}
      onClick={() => cancel.mutate({ method: "POST", path: `${path}/cancel` })}
    >
      {waiting ? t("Cancel the run") : t("Stop the run")}
    </Button>
  );
}
