import { toCsvLine, type RunItem } from "@stoa/contract";

const columns = ["asked for", "started", "ended", "what", "how it ended", "in words", "created", "updated", "skipped", "failed"];

/** Runs as a table that a spreadsheet opens: with the mark by which Excel knows the letters. */
export function tableRuns(runs: readonly RunItem[]): string {
  const lines = runs.map(({ queuedAt, startedAt, endedAt, mode, state, sentence, counts }) =>
    toCsvLine([
      queuedAt,
      startedAt ?? "",
      endedAt ?? "",
      mode,
      state,
      sentence ?? "",
      ...[counts.created, counts.updated, counts.skipped, counts.failed].map(String),
    ]),
  );
  return `\ufeff${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}
