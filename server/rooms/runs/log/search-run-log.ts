import type { LogSearchView } from "@stoa/contract";
import type { Ctx } from "../../../base/index.ts";
import { searchLog } from "../../../base/logs/index.ts";
import { openLog, showLine, type LogDeps, type LogInput } from "./open-log.ts";

/** Lines of a run's log that hold a text, counted, the first of them shown. @throws StoaError not_found, forbidden */
export async function searchRunLog(ctx: Ctx, input: LogInput & { text: string; limit: number }, deps: LogDeps): Promise<LogSearchView> {
  const { attempt, stored } = await openLog(ctx, input, deps.blobs);
  const found = await searchLog(stored, input.text, input.limit);
  return { attempt, count: found.count, lines: found.lines.map(showLine) };
}
