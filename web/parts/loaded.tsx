import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { sayError, statusOf } from "../api/say-error.ts";
import { useAnyPlace } from "../places/place.ts";
import { ErrorState } from "./error-state.tsx";
import { Notice } from "./notice.tsx";
import { PageSkeleton } from "./skeleton.tsx";
import { TimeAgo } from "./time-ago.tsx";
import { t } from "../words/t.ts";

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  skeleton?: ReactNode;
  /** True where it holds a whole page: its error then heads the page. */
  page?: boolean;
}

/** Draws what a query brought: its skeleton, its error with a retry, its data; data that could not be renewed says so. */
export function Loaded<T>({ query, children, skeleton, page = false }: LoadedProps<T>) {
  if (query.data === undefined) {
    if (query.error)
      return (
        <ErrorState
          error={sayError(query.error)}
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
          page={page}
          back={page && statusOf(query.error) === 404 ? <WayBack /> : undefined}
        />
      );
    return skeleton ?? <PageSkeleton />;
  }
  return (
    <>
      {query.error ? (
        <Notice meaning="needs">
          {t("{what}. What you see was true", { what: sayError(query.error).what })} <TimeAgo at={query.dataUpdatedAt} />.
        </Notice>
      ) : null}
      {children(query.data)}
    </>
  );
}

/** From an address that leads to nothing to what there is. */
function WayBack() {
  const place = useAnyPlace();
  if (!place) return null;
  const isCustomers = place.kind === "customer";
  return (
    <Link to={isCustomers ? "/shop/installations" : place.href}>
      {isCustomers ? t("See what is installed") : t("Back to {name}", { name: place.name })}
    </Link>
  );
}
