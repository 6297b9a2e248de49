import type { MeView } from "@stoa/contract";
import type { QueryClient } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { useRead } from "../api/use-read.ts";

const path = "/v1/me";

/** Who is signed in and where they may act. */
export function useMe() {
  return useRead<MeView>(path);
}

/** The same before the first page is drawn. */
export function readMeAhead(client: QueryClient): Promise<void> {
  return client.prefetchQuery({ queryKey: [path, null], queryFn: ({ signal }) => api.get<MeView>(path, undefined, signal) });
}
