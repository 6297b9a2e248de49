import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { letGo } from "../../../base/index.ts";
import type { LogWriter } from "../../../base/logs/index.ts";
import type { Box } from "../../sandbox/index.ts";
import { eachPiece } from "./each-piece.ts";
import { Pace } from "./pace.ts";

/** A flood waits in memory a megabyte at a time: after so much of it whatever else the process has to do comes first. */
const turnBytes = 65_536;

/** Both streams of a box into its log, to their ends. */
export async function pump(box: Box, writer: LogWriter): Promise<void> {
  const pace = new Pace(performance.now(), "logs");
  const read = (name: "stdout" | "stderr"): Promise<void> => {
    let taken = 0;
    return eachPiece(box[name], (bytes) => {
      const written = writer.write(name, bytes);
      letGo(bytes);
      const restMs = pace.take(bytes.length, performance.now());
      if (restMs > 0) return Promise.all([written, wait(restMs)]);
      taken += bytes.length;
      if (taken < turnBytes) return written;
      taken = 0;
      return (written ?? Promise.resolve()).then(() => nextTurn());
    });
  };
  await Promise.all([read("stdout"), read("stderr")]);
}
