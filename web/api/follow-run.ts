import type { RunView } from "@stoa/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { tellAnswer } from "../frame/tell-answers.ts";
import { api } from "./client.ts";
import { statusOf } from "./say-error.ts";

/** The server ends a follow after some seconds, and one that is cut is taken up again. */
const pauseMs = 1_000;

export const isUnderWay = ({ state }: Pick<RunView, "state">): boolean => state === "queued" || state === "running";

const isRefused = (status: number | undefined): boolean => status !== undefined && status < 500 && status !== 429;

/** Shows a run each time it is another, until it is over or the signal. `path` is the run's own. */
export async function followRun(path: string, signal: AbortSignal, show: (run: RunView) => void): Promise<void> {
  for (let over = false; !over && !signal.aborted;) {
    const asked = performance.now();
    try {
      for await (const run of api.lines<RunView>(`${path}/follow`, undefined, signal)) {
        tellAnswer("GET", path, run);
        show(run);
        over = !isUnderWay(run);
      }
    } catch (error) {
      // The page's own reading of the run says what is wrong; whoever may not see it is not let in by asking again.
      if (isRefused(statusOf(error))) return;
    }
    if (!over && performance.now() - asked < pauseMs) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Keeps what is read at a run's path true to the moment while the run is under way; undefined follows none. */
export function useFollowedRun(path: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (path === undefined) return undefined;
    const stop = new AbortController();
    void followRun(path, stop.signal, (run) => client.setQueryData([path, null], run));
    return () => stop.abort();
  }, [path, client]);
}
