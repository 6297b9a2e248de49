import type { RunView } from "@stoa/contract";
import { Closed } from "../../parts/closed.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import { RawResult } from "./run-result.tsx";
import { RunState } from "./run-state.tsx";
import { RunUsed } from "./run-used.tsx";

/** What the program gave back, kept and used: shut for customers, who need none of it to know what happened. */
export function RunTechnical({ run }: { run: RunView }) {
  const place = usePlace();
  if (place.kind !== "customer")
    return (
      <>
        <RawResult run={run} />
        <RunState run={run} />
      </>
    );
  return (
    <Closed title={t("Technical details")} hint={t("for those who look after the program")}>
      <p>
        {t("Run")} <IdChip id={run.id} />
      </p>
      <RawResult run={run} />
      <RunState run={run} />
      {run.endedAt ? <RunUsed usage={run.usage} /> : null}
    </Closed>
  );
}
