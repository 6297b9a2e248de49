import type { RedeliveredView, WebhookDeliveryView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useAct } from "../../api/use-read.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import { ListOf } from "../lists/list-of.tsx";
import { deliveryStates, sayEvent, sayFault } from "./webhook-words.ts";

const columns: Column<WebhookDeliveryView>[] = [
  { key: "type", title: t("Message"), cell: (row) => sayEvent(row.type), text: (row) => row.type, phone: "title" },
  {
    key: "state",
    title: t("State"),
    cell: (row) => <MeaningBadge {...deliveryStates[row.state]} />,
    text: (row) => row.state,
    width: "130px",
    phone: "line",
  },
  {
    key: "answer",
    title: t("Answer"),
    cell: (row) => sayAnswer(row),
    text: (row) => row.error ?? String(row.status ?? ""),
    phone: "line",
  },
  { key: "tries", title: t("Tries"), cell: (row) => row.tries, text: (row) => String(row.tries), align: "end", width: "64px" },
  { key: "to", title: t("Address"), cell: (row) => row.endpointName, text: (row) => row.endpointName },
  { key: "id", title: "webhook-id", cell: (row) => <IdChip id={row.messageId} />, text: (row) => row.messageId, width: "120px" },
  {
    key: "at",
    title: t("Happened"),
    cell: (row) => <TimeAgo at={row.createdAt} />,
    text: (row) => row.createdAt,
    align: "end",
    width: "120px",
    phone: "line",
  },
  { key: "again", title: t("Again"), cell: (row) => <Again row={row} />, text: () => "", width: "110px" },
];

const specs = [
  {
    key: "state",
    title: t("State"),
    single: true,
    options: [
      { value: "waiting", label: t("Waiting") },
      { value: "delivered", label: t("Delivered") },
      { value: "failed", label: t("Given up") },
    ],
  },
];

function sayAnswer({ error, status, answeredMs }: WebhookDeliveryView): string {
  if (error !== null) return sayFault(error);
  return status === null ? t("None yet") : t("{status} in {ms} ms", { status, ms: answeredMs });
}

/** What was sent to the own server, or is to be, with a way to send it again. */
export function Deliveries() {
  const place = usePlace();
  return (
    <ListOf<WebhookDeliveryView>
      noun="message"
      path={`${place.api}/webhook-deliveries`}
      columns={columns}
      specs={specs}
      every={10_000}
      searchable={false}
      empty={
        <EmptyState title={t("Nothing sent yet")}>
          <p>{t("Every message stands here with what your server answered. “Send a test” sends one now.")}</p>
        </EmptyState>
      }
    />
  );
}

function Again({ row }: { row: WebhookDeliveryView }) {
  const place = usePlace();
  const again = useAct<RedeliveredView>([`${place.api}/webhook-deliveries`, `${place.api}/webhooks`]);
  if (again.isSuccess && row.state === "waiting") return <span>{t("Is sent again")}</span>;
  return (
    <Button
      size="xs"
      variant="subtle"
      loading={again.isPending}
      onClick={() => again.mutate({ method: "POST", path: `${place.api}/webhook-deliveries/${row.id}/redeliver` })}
    >
      {t("Send again")}
    </Button>
  );
}
