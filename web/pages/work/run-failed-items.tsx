import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useOperation } from "../../api/use-operation.ts";
import { useLeave } from "../../api/use-read.ts";
import { RetryIcon } from "../../parts/icons.ts";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import { noQuery } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { formatCount } from "../../parts/format/count.ts";
import { mayAct, usePlace } from "../../places/place.ts";
import type { RunStarted, RunView } from "@stoa/contract";
import { t } from "../../words/t.ts";

type Item = RunView["failedItems"][number];

const columns: Column<Item>[] = [
  { key: "item", title: t("Item"), cell: (row) => <code>{row.item}</code>, text: (row) => row.item, width: "36%", phone: "title" },
  { key: "reason", title: t("Reason"), cell: (row) => row.reason, text: (row) => row.reason, phone: "line" },
];

const keyOf = (row: Item) => `${row.item}\n${row.reason}`;

/** Where a run's page has them. */
export const failedItemsId = "failed-items";

/** The items the program named as failed, each with its reason. */
export function RunFailedItems({ run }: { run: RunView }) {
  const place = usePlace();
  const retry = useRetry(run);
  const may = run.canRetryItems && (place.kind !== "customer" || mayAct(place, "customer_owner", "customer_configurer"));
  const drives = may && place.kind !== "publisher" && run.failedItems.length > 0;
  const [query, setQuery] = useState(noQuery);
  const rows = useMemo(() => {
    const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
    return run.failedItems.filter((one) => words.every((word) => `${one.item} ${one.reason}`.toLowerCase().includes(word)));
  }, [run.failedItems, query]);
  return (
    <Panel
      anchor={failedItemsId}
      title={t("Failed items")}
      aside={
        drives ? (
          <Button size="xs" variant="default" leftSection={<RetryIcon size={14} />} loading={retry.busy} onClick={() => retry.start()}>
            {t("Retry these")}
          </Button>
        ) : undefined
      }
    >
      {retry.problem ? <p role="alert">{retry.problem}</p> : null}
      {run.failedTotal > run.failedItems.length ? (
        <Notice meaning="waiting">
          {t("The first {count} of {count2} are kept.", {
            count: formatCount(run.failedItems.length),
            count2: formatCount(run.failedTotal),
          })}
        </Notice>
      ) : null}
      <DataTable
        noun="item"
        rows={rows}
        columns={columns}
        rowKey={keyOf}
        total={rows.length}
        query={query}
        onQuery={setQuery}
        exportable
        {...(drives ? { bulk: [retry.bulk] } : {})}
      />
    </Panel>
  );
}

/** Asks the program to do failed items again, all or those chosen, and nothing else; then leads to the run that does. */
function useRetry(run: RunView) {
  const place = usePlace();
  const navigate = useNavigate();
  const act = useLeave<RunStarted>([`${place.api}/runs`]);
  const operation = useOperation();
  const start = async (items?: string[]): Promise<void> => {
    const path = `${place.api}/runs/${run.id}/retry-items`;
    const asked = items ? { items } : {};
    const { runId } = await act.mutateAsync({ method: "POST", path, body: { ...asked, operationId: operation.idOf([path, asked]) } });
    operation.answered();
    await navigate({ to: `${place.href}/runs/${runId}` });
  };
  return {
    busy: act.isPending,
    problem: act.error ? sayError(act.error).what : undefined,
    start: () => void start().catch(() => undefined),
    bulk: {
      label: t("Retry these"),
      preview: (rows: readonly Item[]) => t("{count} items are done again, and nothing else.", { count: rows.length }),
      act: (rows: readonly Item[]) => start(rows.map(({ item }) => item)),
    },
  };
}
