import type { HostCall, RunView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useList } from "../../api/use-read.ts";
import { Closed } from "../../parts/closed.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import { CallList } from "../actions/call-list.tsx";
import styles from "../page.module.css";

/** What a run asked of the product, what was refused among it; nothing where it asked nothing. */
export function RunCalls({ run }: { run: RunView }) {
  const place = usePlace();
  const every = run.endedAt === null ? 2_000 : undefined;
  const calls = useList<HostCall>(`${place.api}/host-calls`, { runId: run.id, limit: 20 }, { every });
  if (!calls.rows || calls.rows.length === 0) return null;
  const title = t("Requests to the product");
  const list = (
    <>
      <CallList calls={calls.rows} />
      {calls.more ? (
        <div className={styles.row}>
          <Button size="xs" variant="default" loading={calls.more.loading} onClick={calls.more.load}>
            {t("Show more")}
          </Button>
        </div>
      ) : null}
    </>
  );
  return place.kind === "customer" ? <Closed title={title}>{list}</Closed> : <Panel title={title}>{list}</Panel>;
}
