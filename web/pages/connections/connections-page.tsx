import type { ConnectionList, ConnectionView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link, useSearch } from "@tanstack/react-router";
import { useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { usePlace } from "../../places/place.ts";
import { connectionWords as words } from "../../words/connection-words.ts";
import { EnteredKeys } from "./entered-keys.tsx";
import { Connection } from "./connection.tsx";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

const order: readonly ConnectionView["state"][] = ["needs_reauth", "connected", "disconnecting", "disconnected"];

/** The customer's connected accounts; first those that need somebody. */
export function ConnectionsPage() {
  const place = usePlace();
  const { connection }: { connection?: string } = useSearch({ strict: false });
  const connections = useRead<ConnectionList>(`${place.api}/connections`);
  return (
    <>
      <PageHead title={words.title} line={words.line} />
      <Loaded query={connections}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              title={words.none}
              action={
                <Button component={Link} to="/shop">
                  {t("Go to the marketplace")}
                </Button>
              }
            >
              <p>{words.noneText}</p>
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {items
                .toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state))
                .map((one) => (
                  <Connection key={one.id} view={one} open={one.id === connection} />
                ))}
            </ul>
          )
        }
      </Loaded>
      <EnteredKeys />
    </>
  );
}
