import { once } from "node:events";
import type { Db } from "../../server/base/index.ts";

/** Whoever follows something asks twice a second. */
const quietMs = 1_200;
const longestMs = 6_000;

/** What goes on asking the database though every answer was given, or its reader left: it would do so for ever. */
export async function findLingering({ pool }: Pick<Db, "pool">): Promise<string[]> {
  const until = performance.now() + longestMs;
  while (performance.now() < until) {
    const asked = await once(pool, "acquire", { signal: AbortSignal.timeout(quietMs) }).then(
      () => true,
      () => false,
    );
    if (!asked) return [];
  }
  return [`something goes on asking the database ${longestMs / 1000} s after the last reader left`];
}
