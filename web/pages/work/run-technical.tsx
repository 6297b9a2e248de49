import type { RunView } from "@stoa/contract";
import { Closed } from "../../parts/closed.tsx";
import { Facts, type FactRow } from "../../parts/facts.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { Panel } from "../../parts/panel.tsx";
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
  const judged = judgedRows(run);
  return (
    <Closed title={t("Technical details")} hint={t("for those who look after the program")}>
      <p>
        {t("Run")} <IdChip id={run.id} />
      </p>
      {judged.length > 0 ? (
        <Panel title={t("How it was judged")}>
          <Facts rows={judged} />
        </Panel>
      ) : null}
      <RawResult run={run} />
      <RunState run={run} />
      {run.endedAt ? <RunUsed usage={run.usage} /> : null}
    </Closed>
  );
}

/** The rule that decided, the line behind it and how the program ended. */
function judgedRows({ verdict, attemptList }: RunView): FactRow[] {
  const last = attemptList.at(-1);
  const ended = [last?.exitCode ?? undefined, last?.signal ?? undefined].filter((one) => one !== undefined).join(", ");
  return [
    ...(verdict ? [{ name: t("Rule"), value: <code>{verdict.rule}</code> }] : []),
    ...(verdict?.evidence ? [{ name: t("Line behind it"), value: <code>{verdict.evidence.text}</code> }] : []),
    ...(ended === "" ? [] : [{ name: t("Exit code"), value: <code>{ended}</code> }]),
  ];
}
