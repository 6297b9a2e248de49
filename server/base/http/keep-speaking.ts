import { setTimeout as sleep } from "node:timers/promises";

const everyMs = 15_000;

/**
 * Lines as they come, and an empty line at first, with which an answer begins, and whenever none came for 15 s: clients and proxies take a silent stream for a dead one, and a
 * client that has gone is noticed. Readers pass empty lines over.
 */
export async function* keepSpeaking<T extends string | Uint8Array>(
  lines: AsyncIterable<T>,
  silenceMs = everyMs,
): AsyncGenerator<T | string> {
  const from = lines[Symbol.asyncIterator]();
  try {
    yield "\n";
    for (let next = from.next(); ;) {
      const silence = new AbortController();
      const waited = sleep(silenceMs, "silent" as const, { signal: silence.signal }).catch(() => "silent" as const);
      const got = await Promise.race([next, waited]);
      silence.abort();
      if (got === "silent") {
        yield "\n";
        continue;
      }
      if (got.done === true) return;
      yield got.value;
      next = from.next();
    }
  } finally {
    // Its end is waited for by nobody, and what it throws then would end the process.
    from.return?.().catch(() => undefined);
  }
}
