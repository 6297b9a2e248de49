import type { HostActionList } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";
import { RefusedCalls } from "./refused-calls.tsx";

/** What hosts let integrations do in their products, for whoever writes one; and what programs asked for without declaring it. */
export function OfferedActionsPage() {
  const place = usePlace();
  const offered = useRead<HostActionList>(`${place.api}/host-actions`);
  return (
    <>
      <PageHead
        title="Host actions"
        line="Name what your program needs under actions in stoa.yaml. It calls $STOA_HOST_API by method and path; Stoa adds the proof of who it is."
      />
      <Loaded query={offered}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No host has declared actions" example={<code>actions: [contacts.list]</code>}>
              <p>A host declares them by its API's OpenAPI document. Until then your program reaches its product as any other service.</p>
            </EmptyState>
          ) : (
            placesOf(items).map(([title, actions]) => (
              <Panel key={title} title={title}>
                <ul className={styles.list}>
                  {actions.map((action) => (
                    <li key={action.name}>
                      <span>
                        <code>{action.name}</code>
                        <div className={styles.quiet}>{action.title}</div>
                      </span>
                      <code className={styles.quiet}>
                        {action.method} {action.path}
                      </code>
                    </li>
                  ))}
                </ul>
              </Panel>
            ))
          )
        }
      </Loaded>
      <RefusedCalls none="None: your programs asked only for what they declare and customers allow." />
    </>
  );
}

type Offered = HostActionList["items"];

function placesOf(items: Offered): [title: string, actions: Offered][] {
  const titles = [...new Set(items.map(titleOf))];
  return titles.map((title) => [title, items.filter((one) => titleOf(one) === title)]);
}

const titleOf = ({ host, side }: Offered[number]): string => `${host}, ${side} side`;
