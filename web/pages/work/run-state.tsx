import { formatBytes } from "../../parts/format/bytes.ts";
import { Panel } from "../../parts/panel.tsx";
import { diffState, type StateLine } from "./diff-state.ts";
import type { RunView } from "@stoa/contract";
import { t } from "../../words/t.ts";
import styles from "./run-state.module.css";

/** What the program kept: before and after, what changed marked by sign and colour. */
export function RunState({ run }: { run: RunView }) {
  const { before, after } = run;
  if (!after || after.version === before?.version) return null;
  if (after.form === "directory") return <DirectoryState before={before} after={after} />;
  if (after.value === undefined) return null;
  const lines = diffState(before?.value ?? null, after.value);
  const changed = lines.some((line) => line.sign !== " ");
  return (
    <Panel title={t("What it remembers, before and after")}>
      {changed ? null : <p>{t("It did not change.")}</p>}
      <pre
        className={styles.state}
        tabIndex={0}
        aria-label={t("What it remembers: lines that went marked with minus, lines that came with plus")}
      >
        {lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </pre>
    </Panel>
  );
}

function DirectoryState({ before, after }: { before: RunView["before"]; after: NonNullable<RunView["after"]> }) {
  return (
    <Panel title={t("What it remembers, before and after")}>
      <p>
        {t("The program keeps a folder: {before} before, {after} after.", {
          before: before ? formatBytes(before.bytes) : t("nothing"),
          after: formatBytes(after.bytes),
        })}
      </p>
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
