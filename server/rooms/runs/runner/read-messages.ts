import { setTimeout as wait } from "node:timers/promises";
import type { Box } from "../../sandbox/index.ts";
import type { AttemptOutput } from "./attempt-output.ts";
import { eachPiece } from "./each-piece.ts";
import { Pace } from "./pace.ts";

/** What a box says on descriptor 3, to its end; one that says more than reading may take of everybody's time waits. */
export async function readMessages(box: Box, output: AttemptOutput): Promise<void> {
  const pace = new Pace(performance.now(), "messages");
  await eachPiece(box.messages, (bytes) => {
    const began = performance.now();
    output.message(bytes);
    const now = performance.now();
    const restMs = pace.take(now - began, now);
    return restMs > 0 ? wait(restMs) : undefined;
  });
  output.endMessages();
}
