import type { RunItem } from "@stoa/contract";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { sayError } from "../../api/say-error.ts";
import { useList } from "../../api/use-read.ts";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import { runColumns } from "./run-columns.tsx";
import styles from "../page.module.css";

const idOf = (row: RunItem) => row.id;

/** The newest failed runs this place may see, or one customer's. */
export function Failing({ title, customerId }: { title: string; customerId?: string }) {
  const place = usePlace();
  const columns = useMemo(
    () => runColumns({ of: true, ids: false, named: customerId === undefined && (place.kind === "side" || place.kind === "operator") }),
    [place.kind, customerId],
  );
  const list = useList<RunItem>(`${place.api}/runs`, { state: "failed", kind: "work", limit: 10, customerId }, { every: 15_000 });
  return (
    <Panel
      title={title}
      aside={
        <Link to={`${place.href}/runs?state=failed${customerId === undefined ? "" : `&customer=${customerId}`}`}>All failed runs</Link>
      }
    >
      {list.rows?.length === 0 ? (
        <p className={styles.quiet}>Nothing failed. What fails stands here with the reason and whose move it is.</p>
      ) : (
        <DataTable
          noun="failed run"
          rows={list.rows}
          columns={columns}
          rowKey={idOf}
          rowHref={(row) => `${place.href}/runs/${row.id}`}
          total={null}
          plain
          error={list.error ? sayError(list.error) : undefined}
          onRetry={list.retry}
        />
      )}
    </Panel>
  );
}
