import type { AuditItem, HostView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api } from "../../api/client.ts";
import { sayError } from "../../api/say-error.ts";
import { useRead } from "../../api/use-read.ts";
import { isFiltered, type FilterSpec } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { saveFile } from "../../parts/data-table/save-file.ts";
import { useListAddress } from "../../parts/data-table/use-list-address.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { DownloadIcon } from "../../parts/icons.ts";
import { Facts, type FactRow } from "../../parts/facts.tsx";
import { formatExact } from "../../parts/format/time.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { restOf, saidChanges } from "../../words/activity-changes.ts";
import { sayActivity, sayActor, verbsSaying } from "../../words/activity-words.ts";
import { localeNow } from "../../words/language.ts";
import { t } from "../../words/t.ts";
import { Exports } from "./exports.tsx";
import { useActors } from "./use-actors.ts";
import { foldVisits, type Shown } from "./fold-visits.ts";
import { ListOf } from "../lists/list-of.tsx";
import type { Query } from "@stoa/sdk";
import styles from "../page.module.css";

const columns = (): Column<Shown>[] => [
  { key: "at", title: t("When"), cell: (row) => <TimeAgo at={row.at} />, text: (row) => row.at, width: "150px", phone: "line" },
  { key: "what", title: t("What happened"), cell: (row) => <Happened row={row} />, text: sayRow, phone: "title" },
];

/** Who changed what of the customer's, newest first. */
export function ActivityPage() {
  const place = usePlace();
  const host = useRead<HostView>(`${place.api}/host`);
  const rows = useMemo(columns, []);
  const specs = useActors();
  if (!mayAct(place, "customer_owner"))
    return (
      <EmptyState title={t("This is for owners")}>
        <p>{t("Ask an owner of your account to show it to you, or to make you one.")}</p>
      </EmptyState>
    );
  return (
    <>
      <PageHead
        title={t("Activity")}
        line={t(
          "Who did what with integrations, and when. What is changed in {product} itself, such as a key taken back, is not in it. Of passwords and keys only that they were changed.",
          { product: host.data?.name ?? t("the product around it") },
        )}
        actions={<Download specs={specs} />}
      />
      <ListOf<AuditItem, Shown>
        noun="change"
        path={`${place.api}/audit`}
        columns={rows}
        specs={specs}
        fold={foldVisits}
        searched={found}
        every={30_000}
        exportable={false}
        empty={
          <EmptyState title={t("Nothing was changed yet")}>
            <p>{t("Installing, settings, accounts, runs started by hand: each stands here with who did it and when.")}</p>
          </EmptyState>
        }
      />
      <Exports />
    </>
  );
}

/** All that is asked for as a table, not only the rows on the page. */
function Download({ specs }: { specs: readonly FilterSpec[] }) {
  const place = usePlace();
  const [query] = useListAddress(specs);
  const [fault, setFault] = useState<string>();
  const asked: Query = { actorId: query.filters["actorId"]?.[0], q: query.q || undefined, ...found(query.q) };
  const save = async (): Promise<void> =>
    saveFile("activity.csv", "text/csv", await (await api.raw(`${place.api}/audit/csv`, asked)).blob());
  return (
    <>
      {fault ? <span role="alert">{fault}</span> : null}
      <Button
        variant="default"
        leftSection={<DownloadIcon size={16} />}
        onClick={() => void save().catch((error: unknown) => setFault(sayError(error).what))}
      >
        {isFiltered(query) ? t("Save these as table (CSV)") : t("Save all as table (CSV)")}
      </Button>
    </>
  );
}

function sayRow(row: Shown): string {
  if (row.times === 1) return sayActivity(row);
  const day = new Date(row.at).toLocaleDateString(localeNow(), { day: "numeric", month: "long" });
  return t("{who} came in {count} times on {day}", { who: sayActor(row.actor), count: row.times, day });
}

/** The sentence, what it changed by the names of the form, and behind a click all that is kept of it. */
function Happened({ row }: { row: Shown }) {
  const href = hrefOf(row);
  const changes = saidChanges(row);
  return (
    <div className={styles.told}>
      <span>
        {sayRow(row)}
        {href ? (
          <>
            {" "}
            <Link to={href} className={styles.underlined}>
              {row.about?.kind === "run" ? t("See the run") : t("Open it")}
            </Link>
          </>
        ) : null}
      </span>
      {changes.map(({ title, old, now }) => (
        <span key={title} className={styles.quiet}>
          {old === undefined ? t("{title}: {now}", { title, now }) : t("{title}: {old} → {now}", { title, old, now })}
        </span>
      ))}
      {row.times === 1 ? <Kept row={row} /> : null}
    </div>
  );
}

function hrefOf({ about }: Shown): string | undefined {
  if (about?.kind === "installation") return `/shop/installations/${about.id}`;
  return about?.kind === "run" ? `/shop/runs/${about.id}` : undefined;
}

function Kept({ row }: { row: Shown }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.quiet}>{t("Details")}</summary>
      {open ? <Facts rows={keptRows(row)} /> : null}
    </details>
  );
}

function keptRows(row: Shown): FactRow[] {
  return [
    { name: t("When"), value: formatExact(Date.parse(row.at)) },
    ...restOf(row).map(({ title, old, now }) => ({ name: title, value: old === undefined ? now : `${old} → ${now}` })),
    ...(row.trace ? [{ name: t("Number to tell support"), value: <code>{row.trace.slice(-6)}</code> }] : []),
  ];
}

const found = (q: string): Query => ({ verbs: verbsSaying(q).join(",") || undefined });
