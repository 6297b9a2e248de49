import type { LogPage, RunView } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { formatExact } from "../../parts/format/time.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Verdict } from "../../parts/verdict.tsx";
import { sayMove, sayRun, saySentence } from "../../words/run-words.ts";
import { RunFailedItems } from "../work/run-failed-items.tsx";
import styles from "../page.module.css";

/** One run of a visited installation: its verdict, what failed, and its log where the customer shares it. */
export function VisitedRun({ base, runId }: { base: string; runId: string }) {
  const run = useRead<RunView>(`${base}/runs/${runId}`);
  return <Loaded query={run}>{(found) => <Shown base={base} run={found} />}</Loaded>;
}

function Shown({ base, run }: { base: string; run: RunView }) {
  const move = sayMove(run, "side");
  return (
    <div className={styles.stack}>
      <Verdict
        {...sayRun(run)}
        sentence={saySentence(run)}
        reason={<p>Queued {formatExact(Date.parse(run.queuedAt))}</p>}
        {...(move ? { move } : {})}
      />
      {run.failedItems.length > 0 ? <RunFailedItems run={run} /> : null}
      <Panel title="Log">{run.log.visible ? <Log base={base} runId={run.id} /> : <p className={styles.quiet}>{run.log.why}</p>}</Panel>
    </div>
  );
}

function Log({ base, runId }: { base: string; runId: string }) {
  const log = useRead<LogPage>(`${base}/runs/${runId}/log`, { limit: 1_000 });
  return (
    <Loaded query={log}>
      {({ lines }) =>
        lines.length === 0 ? (
          <p className={styles.quiet}>It wrote nothing.</p>
        ) : (
          <code className={styles.code}>{lines.map(({ text }) => text).join("\n")}</code>
        )
      }
    </Loaded>
  );
}
