import type { RunItem } from "@stoa/contract";
import { useMemo } from "react";
import { useList } from "../../api/use-read.ts";
import { usePlace } from "../../places/place.ts";

/** The newest run of each installation among the customer's newest 200, by the installation's id. */
export function useLastRuns(): ReadonlyMap<string, RunItem> {
  const place = usePlace();
  const runs = useList<RunItem>(`${place.api}/runs`, { kind: "work", limit: 200 }, { every: 15_000 });
  return useMemo(() => {
    const last = new Map<string, RunItem>();
    for (const run of runs.rows ?? []) if (!last.has(run.installation.id)) last.set(run.installation.id, run);
    return last;
  }, [runs.rows]);
}
