import { setTimeout as sleep } from "node:timers/promises";
import type { Readable } from "node:stream";

const everyMs = 2_000;

/**
 * Breaks a stream off soon after whoever reads it may no more: `check` is asked every two seconds while it flows, and whatever it throws ends it.
 */
export function endWithAccess(stream: Readable, check: () => Promise<unknown>, intervalMs = everyMs): void {
  void watch(stream, check, intervalMs);
}

async function watch(stream: Readable, check: () => Promise<unknown>, intervalMs: number): Promise<void> {
  const gone = new AbortController();
  stream.once("close", () => gone.abort());
  while (!stream.destroyed) {
    await sleep(intervalMs, undefined, { ref: false, signal: gone.signal }).catch(() => undefined);
    if (stream.destroyed) return;
    await check().catch(() => stream.destroy());
  }
}
