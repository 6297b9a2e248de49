import type { RunView } from "@stoa/contract";
import type { Client } from "./client.ts";

/** The server ends a follow after some seconds, so that a reader shows anew who it is; one that ends sooner is not asked for again at once. */
const atMostEveryMs = 1_000;

/**
 * A run as it is and whenever it has changed, until it is over, which is the last it gives, or `signal` aborts. `path` is the run's own.
 * @throws ApiError where it is not shown to us
 */
export async function* followRun(client: Client, path: string, signal?: AbortSignal): AsyncGenerator<RunView> {
  for (let said = ""; ;) {
    if (signal?.aborted === true) return;
    const asked = performance.now();
    for await (const run of client.lines<RunView>(`${path}/follow`, undefined, signal)) {
      const line = JSON.stringify(run);
      if (line !== said) yield run;
      said = line;
      if (run.state !== "queued" && run.state !== "running") return;
    }
    const rest = atMostEveryMs - (performance.now() - asked);
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  }
}
