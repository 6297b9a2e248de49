import type { Subject } from "./subject.ts";

// Reasons begin with what lacks something, as tools/test/accept-skips.ts reads them.
const where = process.getuid?.() === 0 ? "this machine: no control group for" : "as an ordinary user: no control group for";

/** Why a limit that is only looked at now and then is not tested to the byte; false where the kernel keeps it. */
export function onlyWatched({ sandbox }: Subject, limit: "memory" | "pids"): string | false {
  return sandbox.capabilities.watchedLimits.includes(limit) && `${where} ${limit}`;
}

/** Why shares of processors are not tested; false where the kernel keeps them. */
export function noCpuLimit({ sandbox }: Subject): string | false {
  return sandbox.capabilities.notes.some((note) => note.includes("CPU")) && `${where} CPU`;
}
