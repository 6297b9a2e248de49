import type { Log } from "../base/index.ts";
import { startLoop, type Loop } from "../rooms/runs/index.ts";

const firstMs = 600_000;
const hourMs = 3_600_000;

/** Asks for the daily backup every hour, not right at the start, when people wait for pages. One that fails is said and tried again in an hour. */
export function startBackups(log: Log, backUpDaily: () => Promise<string | undefined>): Loop {
  let rounds = 0;
  return startLoop("backup", log, async () => {
    rounds += 1;
    if (rounds === 1) return firstMs;
    await backUpDaily().catch((error: unknown) => log.error({ err: error }, "the daily backup failed"));
    return hourMs;
  });
}
