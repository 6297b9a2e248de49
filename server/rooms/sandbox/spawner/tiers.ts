import type { TierName } from "../box.ts";
import type { Overhead } from "./meter.ts";

/** One way to make a box: what its launcher is told, and what it costs beside the program. */
export interface Tier {
  name: TierName;
  launcherArguments: string[];
  overhead: Overhead;
}

/** Launcher, keeper and bubblewrap's two stand in the same group as the program. */
const namespaces: Tier = { name: "namespaces", launcherArguments: [], overhead: { memoryBytes: 16 << 20, pids: (pids) => pids + 4 } };

/** gVisor's kernel is a process with some threads of its own, and has a process and a thread for each of the program's. */
const gvisor = (folder: string): Tier => ({
  name: "gvisor",
  launcherArguments: [folder],
  overhead: { memoryBytes: 128 << 20, pids: (pids) => 4 * pids + 200 },
});

/** @param gvisorFolder the folder of runsc and enter, as `tools/gvisor` makes it. */
export function tierOf(gvisorFolder: string | undefined): Tier {
  return gvisorFolder === undefined ? namespaces : gvisor(gvisorFolder);
}
