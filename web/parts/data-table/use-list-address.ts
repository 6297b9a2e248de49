import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { fromAddress, toAddress, type FilterSpec, type ListQuery } from "./list-query.ts";

/** A list's query kept in the page's address, so that it survives reload, back and a copied link. */
export function useListAddress(specs: readonly FilterSpec[]): [ListQuery, (query: ListQuery) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const query = useMemo(() => fromAddress(search, specs), [search, specs]);
  const change = useCallback(
    (next: ListQuery) => {
      void navigate({
        to: ".",
        replace: true,
        search: (before: Record<string, unknown>) => ({ ...before, ...toAddress(next, specs) }),
      });
    },
    [navigate, specs],
  );
  return [query, change];
}
