import type { Manifest } from "@stoa/contract";
import type { BoxLimits } from "../../rooms/sandbox/index.ts";

const mega = 1_048_576;

/** What a program may use when it is tried: as on a server. */
export function boxLimits({ limits: { memoryMb, pids, timeoutSeconds } }: Manifest): BoxLimits {
  return {
    memoryBytes: memoryMb * mega,
    pids,
    cpuPercent: 100,
    wallMs: timeoutSeconds * 1_000,
    graceMs: 30_000,
    outputBytes: 256 * mega,
    tmpBytes: 256 * mega,
    openFiles: 1_024,
  };
}
