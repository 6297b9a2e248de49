import type { LimitList, LimitView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useAct, useRead } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { usePlace } from "../../places/place.ts";
import { NewLimit } from "./new-limit.tsx";
import { kindWords, sayLimit, sayUse } from "./say-limit.ts";

/** Who may run how much, and how much of it is in use now. */
export function LimitsPage() {
  const place = usePlace();
  const limits = useRead<LimitList>(`${place.api}/limits`, undefined, { every: 5_000 });
  return (
    <>
      <PageHead
        title="Limits"
        line={<p>Customers share the slots fairly. A limit holds one back, or gives it a larger share; nobody else waits for it.</p>}
        actions={<NewLimit />}
      />
      <Loaded query={limits}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              title="No limits yet"
              action={<NewLimit />}
              example={<code>stoa limits set cus_… --at-once 4 --per-minute 60</code>}
            >
              <p>Set one where a customer, an integration or an account at another service should run less at a time, or a plan more.</p>
            </EmptyState>
          ) : (
            <DataTable noun="limit" rows={items} columns={columns} rowKey={idOf} total={items.length} searchable={false} />
          )
        }
      </Loaded>
    </>
  );
}

const idOf = (row: LimitView) => row.id;

const columns: Column<LimitView>[] = [
  { key: "name", title: "Of", cell: (row) => `${kindWords[row.kind]} ${row.name}`, text: (row) => row.name, phone: "title" },
  { key: "says", title: "Limit", cell: sayLimit, text: sayLimit, phone: "line" },
  { key: "use", title: "In use now", cell: sayUse, text: sayUse, width: "200px", phone: "line" },
  { key: "by", title: "Set by", cell: (row) => (row.setBy === "host" ? "Host" : "Operator"), text: (row) => row.setBy, width: "112px" },
  { key: "remove", title: "", cell: (row) => <Remove limit={row} />, align: "end", width: "120px", phone: "mark" },
];

/** Only who set a limit takes it away. */
function Remove({ limit }: { limit: LimitView }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const remove = useAct([`${place.api}/limits`]);
  if ((place.kind === "operator") !== (limit.setBy === "operator")) return null;
  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => setAsked(true)} aria-label={`Remove the limit of ${limit.name}`}>
        Remove
      </Button>
      <Confirm
        open={asked}
        title={`Remove the limit of ${limit.name}?`}
        verb="Remove the limit"
        goes={[sayLimit(limit)]}
        stays={["Its runs, those that wait and those under way", "Limits that others set"]}
        busy={remove.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutate({ method: "DELETE", path: `${place.api}/limits/${limit.id}` }, { onSuccess: () => setAsked(false) })}
      />
    </>
  );
}
