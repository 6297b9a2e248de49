import type { RunPage, RunView } from "@stoa/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { OptionLists } from "../parts/config-form/fill-options.ts";
import { isObject } from "../parts/config-form/schema-types.ts";
import { api } from "./client.ts";
import { followRun, isUnderWay } from "./follow-run.ts";

export interface FormOptions {
  lists: OptionLists | undefined;
  fetching: boolean;
  /** True when it is known that the program was never asked. */
  unasked: boolean;
  /** When the program gave them, ISO. */
  at: string | undefined;
  /** The probe that failed, when the newest one did. */
  failure: RunView | undefined;
  refresh: () => void;
}

/** The choices a program gives for its form: the result of its newest `options` probe, renewed by another when asked. */
export function useOptionLists(placeApi: string, installationId: string, wanted: boolean): FormOptions {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const found = useQuery({
    queryKey: ["options", placeApi, installationId],
    queryFn: ({ signal }) => readProbes(placeApi, installationId, signal),
    enabled: wanted,
    refetchInterval: ({ state }) => (state.data?.open === undefined ? false : 5_000),
  });
  const change = useCallback(
    (to: (before: Probes) => Probes) => client.setQueryData<Probes>(["options", placeApi, installationId], (before) => to(before ?? {})),
    [client, placeApi, installationId],
  );
  const open = found.data?.open;
  useEffect(() => {
    if (open === undefined) return undefined;
    const stop = new AbortController();
    void followRun(`${placeApi}/runs/${open}`, stop.signal, (run) =>
      isUnderWay(run) ? undefined : change((before) => ended(before, run)),
    );
    return () => stop.abort();
  }, [open, placeApi, change]);
  const refresh = useCallback(() => {
    setAsking(true);
    void api
      .send<{ runId: string }>("POST", `${placeApi}/installations/${installationId}/runs`, { mode: "options" })
      .then(
        ({ runId }) => change((before) => ({ ...before, open: runId })),
        () => undefined,
      )
      .finally(() => setAsking(false));
  }, [change, placeApi, installationId]);
  return { ...toOptions(found.data, asking), fetching: wanted && (found.isLoading || asking || open !== undefined), refresh };
}

function toOptions(probes: Probes | undefined, asking: boolean): Omit<FormOptions, "fetching" | "refresh"> {
  const { last, good, open } = probes ?? {};
  return {
    lists: isObject(good?.result) ? good.result : undefined,
    unasked: probes !== undefined && open === undefined && !last && !asking,
    at: good?.endedAt ?? undefined,
    failure: last?.state === "failed" ? last : undefined,
  };
}

interface Probes {
  /** The newest probe that is over, and the newest that worked. */
  last?: RunView;
  good?: RunView;
  /** The id of one that is under way. */
  open?: string;
}

function ended({ good }: Probes, run: RunView): Probes {
  const worked = run.state === "succeeded" ? run : good;
  return { last: run, ...(worked ? { good: worked } : {}) };
}

async function readProbes(placeApi: string, installationId: string, signal: AbortSignal): Promise<Probes> {
  const page = await api.get<RunPage>(`${placeApi}/runs`, { installationId, kind: "probe", limit: 20 }, signal);
  const probes = page.items.filter((run) => run.mode === "options");
  const open = probes.find(isUnderWay)?.id;
  const over = probes.find((run) => run.state === "failed" || run.state === "succeeded");
  const worked = probes.find((run) => run.state === "succeeded");
  const read = (id: string) => api.get<RunView>(`${placeApi}/runs/${id}`, undefined, signal);
  const good = worked ? await read(worked.id) : undefined;
  const last = over ? (over.id === good?.id ? good : await read(over.id)) : undefined;
  return { ...(open === undefined ? {} : { open }), ...(good ? { good } : {}), ...(last ? { last } : {}) };
}
