import { QueryClient } from "@tanstack/react-query";

/** What pages read is fresh for 5 s; a failed read is tried once more, an answer that says no is not. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, retry: (count, error) => count < 1 && !saysNo(error), refetchOnWindowFocus: true } },
});

function saysNo(error: unknown): boolean {
  const status: unknown = typeof error === "object" && error !== null && "status" in error ? error.status : undefined;
  return typeof status === "number" && status >= 400 && status < 500;
}
