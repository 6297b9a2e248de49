import { setImmediate as nextTurn } from "node:timers/promises";
import type { LogWriter } from "../../../base/logs/index.ts";
import type { Box } from "../../sandbox/index.ts";

/** A flood waits in memory a megabyte at a time: after so much of it whatever else the process has to do comes first. */
const turnBytes = 65_536;

/** Both streams of a box into its log, to their ends. */
export async function pump(box: Box, writer: LogWriter): Promise<void> {
  const read = async (name: "stdout" | "stderr"): Promise<void> => {
    let taken = 0;
    for await (const bytes of box[name]) {
      await writer.write(name, bytes as Buffer);
      taken += (bytes as Buffer).length;
      if (taken < turnBytes) continue;
      taken = 0;
      await nextTurn();
    }
  };
  await Promise.all([read("stdout"), read("stderr")]);
}
