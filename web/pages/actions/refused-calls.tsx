import type { HostCall } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useList } from "../../api/use-read.ts";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** Requests that were not passed on, newest first, each with the run that made it. */
export function RefusedCalls({ none }: { none: string }) {
  const place = usePlace();
  const calls = useList<HostCall>(`${place.api}/host-calls`, { refused: true, limit: 20 });
  return (
    <Panel title="Refused requests">
      {calls.rows?.length === 0 ? <p className={styles.quiet}>{none}</p> : null}
      <ul className={styles.list}>
        {(calls.rows ?? []).map((call) => (
          <li key={call.id}>
            <span>
              <code>
                {call.method} {call.path}
              </code>
              <div className={styles.row}>
                <Link to={`${place.href}/runs/${call.runId}`}>Run {call.runId.slice(-6)}</Link>
                <span className={styles.quiet}>
                  <TimeAgo at={call.at} />
                </span>
              </div>
            </span>
            <span className={styles.quiet}>{call.refused}</span>
          </li>
        ))}
      </ul>
      {calls.more ? (
        <div className={styles.row}>
          <Button size="xs" variant="default" loading={calls.more.loading} onClick={calls.more.load}>
            Show more
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}
