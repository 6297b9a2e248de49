import type { Build } from "@stoa/contract";
import type { ReactNode } from "react";
import type { FilterSpec } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { Duration } from "../../parts/amounts.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { buildStates, buildSteps } from "../../words/build-states.ts";
import { ListOf } from "../lists/list-of.tsx";

const specs: FilterSpec[] = [
  { key: "state", title: "State", single: true, options: Object.entries(buildStates).map(([value, { word }]) => ({ value, label: word })) },
];

const columns: Column<Build>[] = [
  { key: "number", title: "Build", cell: (row) => `#${row.number}`, text: (row) => String(row.number), width: "88px", phone: "title" },
  {
    key: "state",
    title: "State",
    cell: (row) => <MeaningBadge {...buildStates[row.state]} />,
    text: (row) => row.state,
    width: "128px",
    phone: "mark",
  },
  {
    key: "ref",
    title: "Branch or tag",
    cell: (row) => <code>{row.ref.replace(/^refs\/(heads|tags)\//, "")}</code>,
    text: (row) => row.ref,
    phone: "line",
  },
  { key: "commit", title: "Commit", cell: (row) => <code>{row.commit.slice(0, 8)}</code>, text: (row) => row.commit, width: "112px" },
  { key: "why", title: "Outcome", cell: (row) => outcomeOf(row), text: outcomeOf },
  {
    key: "took",
    title: "Took",
    cell: (row) =>
      row.startedAt && row.finishedAt ? <Duration milliseconds={Date.parse(row.finishedAt) - Date.parse(row.startedAt)} /> : "–",
    align: "end",
    width: "96px",
  },
  {
    key: "at",
    title: "Pushed",
    cell: (row) => <TimeAgo at={row.createdAt} />,
    text: (row) => row.createdAt,
    align: "end",
    width: "136px",
    phone: "line",
  },
];

function outcomeOf(build: Build): string {
  if (build.failure) return `${buildSteps[build.failure.step]}: ${build.failure.what}`;
  if (build.reason) return build.reason;
  if (build.releaseId) return "Release made";
  return build.step ? buildSteps[build.step] : "";
}

/** Builds, all of a publisher's or one integration's. */
export function BuildsTable({ path, empty }: { path: string; empty: ReactNode }) {
  const place = usePlace();
  return (
    <ListOf
      noun="build"
      path={path}
      columns={columns}
      specs={specs}
      searchable={false}
      every={5_000}
      rowHref={(row) => `${place.href}/builds/${row.id}`}
      empty={empty}
    />
  );
}
