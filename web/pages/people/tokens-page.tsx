import type { TokenView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useAct, useRead } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { NewToken } from "./new-token.tsx";
import styles from "../page.module.css";

/** Tokens: what programs use in place of a signed-in person. */
export function TokensPage() {
  const place = usePlace();
  const tokens = useRead<{ items: TokenView[] }>(`${place.api}/tokens`);
  return (
    <>
      <PageHead
        title="Tokens"
        line={
          <p>
            A token lets a program do what its roles may do here, by the <Link to="/reference">HTTP API</Link>.
          </p>
        }
        actions={<NewToken />}
      />
      <Loaded query={tokens}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No tokens yet" action={<NewToken />} example={<code>stoa login --token-stdin &lt; token-file</code>}>
              <p>
                Make one for each program, so that you can end one without the others noticing. Your own terminal needs none: stoa login.
              </p>
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {items.map((token) => (
                <Token key={token.id} token={token} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function Token({ token }: { token: TokenView }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const revoke = useAct([`${place.api}/tokens`]);
  return (
    <li>
      <span>
        <strong>{token.name}</strong> <code>{token.hint}…</code>
      </span>
      <span className={styles.row}>
        <span className={styles.quiet}>
          {token.lastUsedAt ? (
            <>
              used <TimeAgo at={token.lastUsedAt} />
            </>
          ) : (
            "never used"
          )}
          {token.expiresAt ? (
            <>
              , ends <TimeAgo at={token.expiresAt} />
            </>
          ) : (
            ", never ends"
          )}
        </span>
        <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
          Revoke
        </Button>
      </span>
      <Confirm
        open={asked}
        title={`Revoke ${token.name}?`}
        verb={`Revoke ${token.name}`}
        goes={["Every program that uses this token is refused from now on"]}
        stays={["What those programs did", "Other tokens"]}
        busy={revoke.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => revoke.mutate({ method: "DELETE", path: `${place.api}/tokens/${token.id}` }, { onSuccess: () => setAsked(false) })}
      />
    </li>
  );
}
