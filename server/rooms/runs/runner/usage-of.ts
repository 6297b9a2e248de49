import type { SealedLog } from "../../../base/logs/index.ts";
import type { BoxEnd } from "../../sandbox/index.ts";
import type { Completion } from "../queue/complete-runs.ts";
import type { Usage } from "../states.ts";

/**
 * What an attempt used, measured where it ran: time and memory by the box, bytes by the way out, what is kept of it by those who store it.
 * Memory is its integral over time where the box measures one; else its peak for the whole time, an upper bound.
 */
export function usageOf(end: Pick<BoxEnd, "usage" | "contacted">, log: Pick<SealedLog, "chunks">, states: Completion["states"]): Usage {
  const { cpuMicros, memoryPeakBytes, memoryKibMs, wallMs } = end.usage;
  const sum = (numbers: readonly number[]): number => Math.round(numbers.reduce((total, number) => total + number, 0));
  return {
    cpuUs: Math.round(cpuMicros),
    memoryKibMs: Math.round(memoryKibMs ?? (memoryPeakBytes / 1_024) * wallMs),
    wallMs: Math.round(wallMs),
    egressBytes: sum(end.contacted.map((contact) => contact.bytesOut)),
    ingressBytes: sum(end.contacted.map((contact) => contact.bytesIn)),
    storageBytes: sum([...log.chunks.map((chunk) => chunk.storedBytes), ...Object.values(states).map((state) => state.bytes)]),
  };
}
