import type { StatusView } from "@stoa/contract";

/** What is prepared on the machine, in one line. */
export function sayWarm({ images, bytes, held, started, why }: StatusView["sandbox"]["warm"]): string {
  if (why !== null) return "None";
  return `${started.warm} of ${started.warm + started.cold} starts that asked for it; ${images} kept (${Math.round(bytes / 1_000_000)} MB), ${held} waiting`;
}
