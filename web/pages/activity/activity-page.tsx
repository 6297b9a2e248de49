import type { AuditItem } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { sayError } from "../../api/say-error.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { saveFile } from "../../parts/data-table/save-file.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { DownloadIcon } from "../../parts/icons.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { sayActor, sayVerb } from "../../words/activity-words.ts";
import { t } from "../../words/t.ts";
import { Exports } from "./exports.tsx";
import { ListOf } from "../lists/list-of.tsx";
import styles from "../page.module.css";

const columns: Column<AuditItem>[] = [
  { key: "at", title: t("When"), cell: (row) => <TimeAgo at={row.at} />, text: (row) => row.at, width: "150px", phone: "line" },
  { key: "who", title: t("Who"), cell: (row) => sayActor(row.actor), text: (row) => sayActor(row.actor), width: "180px", phone: "title" },
  { key: "what", title: t("What"), cell: (row) => sayVerb(row.verb), text: (row) => row.verb, width: "220px", phone: "line" },
  {
    key: "change",
    title: t("Before and after"),
    cell: (row) => <Change before={row.before} after={row.after} />,
    text: (row) => JSON.stringify({ before: row.before, after: row.after }),
  },
];

/** Who changed what of the customer's, newest first. */
export function ActivityPage() {
  const place = usePlace();
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
        line={t("Who changed what, before and after. Of secrets only that they were changed.")}
        actions={<Download />}
      />
      <ListOf
        noun="change"
        path={`${place.api}/audit`}
        columns={columns}
        every={30_000}
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

/** All of it as a table, not only the rows on the page. */
function Download() {
  const place = usePlace();
  const [fault, setFault] = useState<string>();
  const save = async (): Promise<void> => saveFile("activity.csv", "text/csv", await (await api.raw(`${place.api}/audit/csv`)).blob());
  return (
    <>
      {fault ? <span role="alert">{fault}</span> : null}
      <Button
        variant="default"
        leftSection={<DownloadIcon size={16} />}
        onClick={() => void save().catch((error: unknown) => setFault(sayError(error).what))}
      >
        {t("All as CSV")}
      </Button>
    </>
  );
}

/** Only what differs; what was not there before, or is not there any more, by one side alone. */
function Change({ before, after }: { before?: unknown; after?: unknown }) {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => say(old[name]) !== say(now[name]));
  if (names.length === 0) return <span className={styles.quiet}>{t("No setting changed")}</span>;
  return (
    <>
      {names.slice(0, 6).map((name) => (
        <div key={name}>
          <code>{name}</code>{" "}
          {name in old ? (
            <>
              <del>{say(old[name])}</del> →{" "}
            </>
          ) : null}
          <ins>{say(now[name])}</ins>
        </div>
      ))}
      {names.length > 6 ? <span className={styles.quiet}>{t("And {count} more.", { count: names.length - 6 })}</span> : null}
    </>
  );
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function say(value: unknown): string {
  const text = value === undefined || value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
