import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { free } from "../let-go.ts";
import { packAtOnce } from "./packing.ts";
import type { Packed, PackOrder } from "./pack-thread.ts";

/** Others' runs and pages come first. On Linux this is the thread's own. */
const behindOthers = 10;
if (process.platform === "linux") setPriority(behindOthers);

parentPort?.on("message", ({ order, memory, length }: PackOrder) => {
  const packed = packAtOnce(Buffer.from(memory, 0, length));
  const bytes = new Uint8Array(packed);
  free(packed);
  parentPort?.postMessage({ order, bytes } satisfies Packed, [bytes.buffer]);
});
