import { showId } from "@stoa/contract";
import type { Ctx } from "../../../base/index.ts";
import { readLogBytes, type LogLine } from "../../../base/logs/index.ts";
import { openLog, type LogDeps, type LogInput } from "./open-log.ts";

/** The whole text of an attempt as its program wrote it, secrets hidden. @throws StoaError not_found, forbidden */
export async function downloadRunLog(ctx: Ctx, input: LogInput, deps: LogDeps): Promise<{ name: string; bytes: AsyncGenerator<Buffer> }> {
  const { attempt, stored, gone } = await openLog(ctx, input, deps.blobs);
  return { name: `${showId("run", input.runId)}-${attempt}.log`, bytes: gone ? bytesOf(gone) : readLogBytes(stored) };
}

async function* bytesOf({ text }: LogLine): AsyncGenerator<Buffer> {
  yield Buffer.from(`${text}\n`);
}
