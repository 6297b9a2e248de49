import { protocolLimits, type MessageSummary, type ProgramMessage } from "@stoa/contract";

/** A summary of no messages. */
export function emptySummary(): MessageSummary {
  return {
    counts: { created: 0, updated: 0, skipped: 0, failed: 0 },
    counted: false,
    failedItems: [],
    failedTotal: 0,
    progress: null,
    state: null,
    result: null,
    options: null,
    said: null,
    would: [],
    wouldTotal: 0,
    notes: [],
    notesTotal: 0,
  };
}

/**
 * Adds one message to a summary, in place: the last state, result, options, sentence and progress win, counts add up, failed
 * items and previewed changes are kept up to 1,000. The failed count is the larger of `count failed` and the items named.
 */
export function foldMessage(summary: MessageSummary, message: ProgramMessage): void {
  if (message.kind === "say") summary.said = message.text;
  else foldOther(summary, message);
}

function foldOther(summary: MessageSummary, message: Exclude<ProgramMessage, { kind: "say" }>): void {
  switch (message.kind) {
    case "state":
      summary.state = message.value;
      return;
    case "result":
      summary.result = message.value;
      return;
    case "options":
      summary.options = { ...summary.options, ...message.value };
      return;
    case "progress":
      summary.progress = { done: message.done, total: message.total, text: message.text };
      return;
    case "count":
      summary.counted = true;
      summary.counts[message.what] = Math.min(protocolLimits.count, summary.counts[message.what] + message.by);
      return;
    case "failed":
      summary.failedTotal++;
      if (summary.failedItems.length < protocolLimits.items) summary.failedItems.push({ item: message.item, reason: message.reason });
      return;
    case "would":
      summary.wouldTotal++;
      if (summary.would.length < protocolLimits.items) summary.would.push(message.value);
      return;
    case "note":
      summary.notesTotal++;
      if (summary.notes.length < protocolLimits.notes)
        summary.notes.push({ line: message.line, reason: message.reason, text: message.text });
  }
}

/** How many items failed: counted or named, whichever is more. */
export function failedCount(summary: MessageSummary): number {
  return Math.max(summary.counts.failed, summary.failedTotal);
}
