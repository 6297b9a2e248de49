import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { EmptyState } from "../../parts/empty-state.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { usePlace } from "../../places/place.ts";
import { runColumns, runSpecs } from "../work/run-columns.tsx";
import type { RunItem } from "@stoa/contract";
import { ListOf } from "./list-of.tsx";
import { PartOf } from "./part-of.tsx";
import { t } from "../../words/t.ts";

/** Runs of everything this place may see, newest first. */
export function RunsPage() {
  const place = usePlace();
  const columns = useMemo(() => runColumns({ of: true, named: place.kind === "side" || place.kind === "operator" }), [place.kind]);
  const { customer, installation }: { customer?: string; installation?: string } = useSearch({ strict: false });
  // A form reads its choices by itself: to customers that is no run of theirs.
  const without = place.kind === "customer" ? "options" : undefined;
  const fixed = useMemo(() => ({ customerId: customer, installationId: installation, without }), [customer, installation, without]);
  return (
    <>
      <PageHead
        title={t("Runs")}
        line={customer ? <PartOf what={t("one customer")} /> : installation ? <PartOf what={t("one installation")} /> : undefined}
      />
      <ListOf<RunItem>
        noun="run"
        path={`${place.api}/runs`}
        columns={columns}
        specs={runSpecs}
        fixed={fixed}
        every={10_000}
        rowHref={(row) => `${place.href}/runs/${row.id}`}
        empty={
          <EmptyState title={t("No runs yet")}>
            <p>{t("Every run of every installation stands here with its verdict, who has to act, its log and what it changed.")}</p>
          </EmptyState>
        }
      />
    </>
  );
}
