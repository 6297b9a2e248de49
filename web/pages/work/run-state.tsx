import { Panel } from "../../parts/panel.tsx";
import { diffState, type StateLine } from "./diff-state.ts";
import type { RunView } from "./run-types.ts";
import styles from "./run-state.module.css";

/** What the program kept: before and after, what changed marked by sign and colour. */
export function RunState({ run }: { run: RunView }) {
  if (run.stateBefore === undefined || run.stateAfter === undefined) return null;
  if (run.stateBefore === null && run.stateAfter === null) return null;
  const lines = diffState(run.stateBefore, run.stateAfter);
  const changed = lines.some((line) => line.sign !== " ");
  return (
    <Panel title="State before and after">
      {changed ? null : <p>The state did not change.</p>}
      <pre className={styles.state} tabIndex={0} aria-label="State, lines that went marked with minus, lines that came with plus">
        {lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </pre>
    </Panel>
  );
}

function Line({ line }: { line: StateLine }) {
  return (
    <span data-sign={line.sign}>
      {line.sign} {line.text}
      {"\n"}
    </span>
  );
}
