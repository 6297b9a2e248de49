import { Duration } from "../../parts/amounts.tsx";
import type { FilterSpec } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { IdChip } from "../../parts/id-chip.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { failureWords, sayEnded, sayRun } from "../../words/run-words.ts";
import type { RunItem } from "@stoa/contract";
import { t } from "../../words/t.ts";

export const runSpecs: FilterSpec[] = [
  {
    key: "state",
    title: t("State"),
    single: true,
    options: [
      { value: "failed", label: t("Failed") },
      { value: "succeeded", label: t("Fine") },
      { value: "running", label: t("Running") },
      { value: "queued", label: t("Waiting to start") },
      { value: "cancelled", label: t("Cancelled") },
    ],
  },
  { key: "class", title: t("Reason"), single: true, options: Object.entries(failureWords).map(([value, label]) => ({ value, label })) },
];

/** Columns of runs; who they ran for is left out where it is always the same, customers where the reader is not told their `named`. */
export function runColumns({ of, named = true, ids = of }: { of: boolean; named?: boolean; ids?: boolean }): Column<RunItem>[] {
  const whose: Column<RunItem>[] = [
    {
      key: "installation",
      title: t("Installation"),
      cell: (row) => row.installation.name,
      text: (row) => row.installation.name,
      width: "22%",
      phone: "title",
    },
    {
      key: "customer",
      title: t("Customer"),
      cell: (row) => row.customer.name ?? t("Not shared"),
      text: (row) => row.customer.name ?? "",
      width: "14%",
      phone: "line",
    },
  ];
  return [
    ...(of ? whose.filter(({ key }) => named || key !== "customer") : []),
    {
      key: "verdict",
      title: t("Verdict"),
      cell: (row) => <MeaningBadge {...sayRun(row)} />,
      text: (row) => sayRun(row).word,
      width: of ? "184px" : "168px",
      phone: of ? "mark" : "title",
    },
    {
      key: "sentence",
      title: t("What happened"),
      cell: sayRow,
      text: sayRow,
      wraps: true,
      ...(of ? {} : { phone: "line" as const }),
    },
    ...(ids
      ? [{ key: "id", title: t("Run"), cell: (row: RunItem) => <IdChip id={row.id} />, text: (row: RunItem) => row.id, width: "104px" }]
      : []),
    {
      key: "took",
      title: t("Took"),
      cell: (row) => <Took run={row} />,
      text: (row) => String(tookOf(row) ?? ""),
      align: "end",
      width: "96px",
    },
    {
      key: "at",
      title: t("Began"),
      cell: (row) => <TimeAgo at={row.startedAt ?? row.queuedAt} />,
      text: (row) => row.startedAt ?? row.queuedAt,
      align: "end",
      width: "136px",
      phone: of ? "line" : "mark",
    },
  ];
}

/** How it ended; of a preview that failed that it was one. */
const sayRow = (run: RunItem): string =>
  run.mode === "preview" && run.state === "failed" ? t("Preview: {said}", { said: sayEnded(run) }) : sayEnded(run);

export function tookOf(run: Pick<RunItem, "startedAt" | "endedAt">): number | undefined {
  return run.startedAt && run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : undefined;
}

function Took({ run }: { run: RunItem }) {
  const took = tookOf(run);
  return took === undefined ? <span>–</span> : <Duration milliseconds={took} />;
}
