import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import type { Query } from "@stoa/sdk";
import { useMemo } from "react";
import { api } from "./client.ts";

interface ReadOptions {
  /** Asks again every so many milliseconds. */
  every?: number | undefined;
  /** False waits. */
  when?: boolean;
  /** Goes on asking where the first answer was an error, for pages that wait for it to end. */
  patient?: boolean;
  /** A page that opens with it asks again, however fresh what it shows meanwhile is: something may just have come to wait for the reader. */
  anew?: boolean;
}

/** What stands at a path of the API. A first read that failed is not asked again by itself: its error would flicker. */
export function useRead<T>(
  path: string,
  query?: Query,
  { every, when = true, patient = false, anew = false }: ReadOptions = {},
): UseQueryResult<T> {
  return useQuery({
    queryKey: [path, query ?? null],
    queryFn: ({ signal }) => api.get<T>(path, query, signal),
    enabled: when,
    refetchOnMount: anew ? "always" : true,
    refetchInterval: ({ state }) => (!patient && state.error && state.data === undefined ? false : (every ?? false)),
  });
}

export interface ListPage<T> {
  items: T[];
  next: string | null;
  total?: number | null;
}

export interface List<T> {
  rows: T[] | undefined;
  total: number | null | undefined;
  error: unknown;
  retry: () => void;
  more: { load: () => void; loading: boolean } | undefined;
  first: ListPage<T> | undefined;
}

/** A list of the API, page after page; the rows before stay while a new query is asked. */
export function useList<T>(path: string, query?: Query, { every, when = true }: ReadOptions = {}): List<T> {
  const list = useInfiniteQuery({
    queryKey: [path, query ?? null, "list"],
    queryFn: ({ pageParam, signal }) => api.get<ListPage<T>>(path, { ...query, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: when,
    refetchInterval: ({ state }) => (state.error && state.data === undefined ? false : (every ?? false)),
  });
  const pages = list.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items), [pages]);
  const more = { load: () => void list.fetchNextPage(), loading: list.isFetchingNextPage };
  return {
    rows,
    total: totalOf(pages, list.hasNextPage),
    error: rows ? undefined : (list.error ?? undefined),
    retry: () => void list.refetch(),
    more: list.hasNextPage ? more : undefined,
    first: pages?.[0],
  };
}

/** What the server counted; when it did not, what is here, once that is all. */
function totalOf<T>(pages: readonly ListPage<T>[] | undefined, hasNext: boolean): number | null | undefined {
  const said = pages?.[0]?.total;
  if (said !== undefined && said !== null) return said;
  return hasNext ? said : pages?.reduce((sum, page) => sum + page.items.length, 0);
}

export interface Act {
  method: "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
}

/** Changes something; afterwards what is read under `touches` (path beginnings) is asked again. */
export function useAct<T = unknown>(touches: readonly string[]): UseMutationResult<T, unknown, Act> {
  const client = useQueryClient();
  return useMutation({ mutationFn: act<T>, onSuccess: () => client.invalidateQueries({ predicate: begins(touches) }) });
}

/** Changes something and goes to another page: what the one that is left shows is not asked again, only whoever comes back to it asks anew. */
export function useLeave<T>(touches: readonly string[]): UseMutationResult<T, unknown, Act> {
  const client = useQueryClient();
  const predicate = begins(touches);
  return useMutation({ mutationFn: act<T>, onSuccess: () => client.invalidateQueries({ predicate, refetchType: "none" }) });
}

const act = <T>({ method, path, body }: Act): Promise<T> => api.send<T>(method, path, body);

function begins(touches: readonly string[]): ({ queryKey }: { queryKey: readonly unknown[] }) => boolean {
  const all = [...touches, ...touches.flatMap(homeOf)];
  return ({ queryKey: [path] }) => typeof path === "string" && all.some((touch) => path.startsWith(touch));
}

/** How installations fare is listed at a path of its own. */
const homeOf = (touch: string): string[] => (touch.endsWith("/installations") ? [touch.replace(/installations$/, "home")] : []);
