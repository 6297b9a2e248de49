import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { sayError } from "../api/say-error.ts";
import { ErrorState } from "./error-state.tsx";
import { Notice } from "./notice.tsx";
import { PageSkeleton } from "./skeleton.tsx";
import { TimeAgo } from "./time-ago.tsx";

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  skeleton?: ReactNode;
}

/** Draws what a query brought: its skeleton, its error with a retry, its data; data that could not be renewed says so. */
export function Loaded<T>({ query, children, skeleton }: LoadedProps<T>) {
  if (query.data === undefined) {
    if (query.error) return <ErrorState error={sayError(query.error)} onRetry={() => void query.refetch()} retrying={query.isFetching} />;
    return skeleton ?? <PageSkeleton />;
  }
  return (
    <>
      {query.error ? (
        <Notice meaning="needs">
          {sayError(query.error).what}. What you see was true <TimeAgo at={query.dataUpdatedAt} />.
        </Notice>
      ) : null}
      {children(query.data)}
    </>
  );
}
