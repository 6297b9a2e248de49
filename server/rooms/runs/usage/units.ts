import type { Usage } from "../states.ts";

/** One millionth of a GiB second. */
const kibMsPerMicro = 1_048_576 / 1_000;

/** What is summed up: integers, each a millionth of a CPU second, of a GiB second or of a second; bytes as they are. */
export interface MicroUsage {
  cpuMicros: number;
  memoryMicros: number;
  wallMicros: number;
  egressBytes: number;
  ingressBytes: number;
  storageBytes: number;
}

export function toMicros(usage: Usage): MicroUsage {
  const { cpuUs, memoryKibMs, wallMs, egressBytes, ingressBytes, storageBytes } = usage;
  const memoryMicros = Math.round(memoryKibMs / kibMsPerMicro);
  return { cpuMicros: cpuUs, memoryMicros, wallMicros: wallMs * 1_000, egressBytes, ingressBytes, storageBytes };
}
