import type { LogPage } from "@stoa/contract";
import type { Ctx } from "../../../base/index.ts";
import { readLog, type LogLine } from "../../../base/logs/index.ts";
import { openLog, showLine, type LogDeps, type LogInput } from "./open-log.ts";

/** Some lines of a run's log, as far as it is stored. @throws StoaError not_found, forbidden */
export async function readRunLog(ctx: Ctx, input: LogInput & { from: number; limit: number }, deps: LogDeps): Promise<LogPage> {
  const { attempt, over, stored, gone } = await openLog(ctx, input, deps.blobs);
  if (gone) return { attempt, lines: input.from === 0 ? [showLine(gone)] : [], next: null, over };
  const lines: LogLine[] = [];
  for await (const batch of readLog(stored, input.from)) {
    lines.push(...batch.slice(0, input.limit + 1 - lines.length));
    if (lines.length > input.limit) break;
  }
  const shown = lines.slice(0, input.limit);
  const next = lines.length > input.limit || !over ? (shown.at(-1)?.line ?? input.from - 1) + 1 : null;
  return { attempt, lines: shown.map(showLine), next, over };
}
