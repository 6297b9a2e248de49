import type { Ctx } from "../../../base/index.ts";
import { readLogBytes, type LogChunk } from "../../../base/logs/index.ts";
import { openLog, type LogDeps, type LogInput } from "./open-log.ts";

const mostBytes = 1_048_576;

/** The last megabyte of a log, for who is shown it beside other things; what stands before it is not even loaded. @throws StoaError not_found, forbidden */
export async function readLogTail(ctx: Ctx, input: LogInput, deps: LogDeps): Promise<Buffer> {
  const { stored, gone } = await openLog(ctx, input, deps.blobs);
  if (gone) return Buffer.from(`${gone.text}\n`);
  const all = await stored.list(0);
  const last = lastOf(all);
  const kept: Buffer[] = [];
  for await (const piece of readLogBytes({ ...stored, list: () => Promise.resolve(last) })) kept.push(piece);
  const text = Buffer.concat(kept);
  if (last.length === all.length && text.length <= mostBytes) return text;
  return Buffer.concat([Buffer.from("... only its last megabyte\n"), text.subarray(Math.max(0, text.length - mostBytes))]);
}

/** The pieces at the end that hold as much; a few bytes of each are not text. */
function lastOf(chunks: readonly LogChunk[]): LogChunk[] {
  let first = chunks.length;
  for (let bytes = 0; first > 0 && bytes < 2 * mostBytes;) bytes += chunks[--first]?.rawBytes ?? 0;
  return chunks.slice(first);
}
