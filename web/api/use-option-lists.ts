import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { RunView } from "../pages/work/run-types.ts";
import type { OptionLists } from "../parts/config-form/fill-options.ts";
import { api } from "./client.ts";

export interface FormOptions {
  lists: OptionLists | undefined;
  fetching: boolean;
  /** When they were asked for last, ISO. */
  at: string | undefined;
  /** Why the program could not give them. */
  failure: RunView | undefined;
  refresh: () => void;
}

interface KeptOptions {
  at: string | null;
  lists: Record<string, unknown> | null;
}

/** The choices a program gives for its form: those kept from last time, renewed by a probe run when asked. */
export function useOptionLists(placeApi: string, installationId: string, wanted: boolean): FormOptions {
  const client = useQueryClient();
  const path = `${placeApi}/installations/${installationId}/options`;
  const kept = useQuery({ queryKey: [path, null], queryFn: ({ signal }) => api.get<KeptOptions>(path, undefined, signal), enabled: wanted });
  const [probe, setProbe] = useState<string>();
  const run = useQuery({
    queryKey: [`${placeApi}/runs/${probe ?? ""}`, null],
    queryFn: ({ signal }) => api.get<RunView>(`${placeApi}/runs/${probe ?? ""}`, undefined, signal),
    enabled: probe !== undefined,
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : 700),
  });
  const over = run.data !== undefined && isOver(run.data);
  useEffect(() => {
    if (over) void client.invalidateQueries({ queryKey: [path] });
  }, [over, client, path]);
  const refresh = useCallback(() => {
    void api.send<{ runId: string }>("POST", `${placeApi}/installations/${installationId}/runs`, { mode: "options" }).then(({ runId }) => setProbe(runId), () => undefined);
  }, [placeApi, installationId]);
  return {
    lists: kept.data?.lists ?? undefined,
    fetching: wanted && (kept.isLoading || (probe !== undefined && !over)),
    at: kept.data?.at ?? undefined,
    failure: over && run.data.state === "failed" ? run.data : undefined,
    refresh,
  };
}

function isOver(run: RunView): boolean {
  return run.state !== "queued" && run.state !== "running";
}
