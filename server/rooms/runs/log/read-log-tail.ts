import type { Ctx } from "../../../base/index.ts";
import { downloadRunLog } from "./download-run-log.ts";
import type { LogDeps, LogInput } from "./open-log.ts";

const mostBytes = 1_048_576;

/** The last megabyte of a log, for who is shown it beside other things. @throws StoaError not_found, forbidden */
export async function readLogTail(ctx: Ctx, input: LogInput, deps: LogDeps): Promise<Buffer> {
  const { bytes } = await downloadRunLog(ctx, input, deps);
  let kept = Buffer.alloc(0);
  let cut = false;
  for await (const chunk of bytes) {
    kept = Buffer.concat([kept, chunk]);
    if (kept.length <= 2 * mostBytes) continue;
    cut = true;
    kept = kept.subarray(kept.length - mostBytes);
  }
  if (kept.length > mostBytes) {
    cut = true;
    kept = kept.subarray(kept.length - mostBytes);
  }
  return cut ? Buffer.concat([Buffer.from("... only its last megabyte\n"), kept]) : kept;
}
