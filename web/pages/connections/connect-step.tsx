import type { ConnectionView, InstallationView, NeedList, NeedView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { stillDraft } from "../work/still-draft.ts";
import { usePlace } from "../../places/place.ts";
import { connectionStates, connectionWords as words } from "../../words/connection-words.ts";
import { ConnectAccount } from "./connect-account.tsx";
import styles from "../page.module.css";

/** The accounts an installation uses: each is one that is connected already, or is connected here. */
export function ConnectStep({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const needs = useRead<NeedList>(`${place.api}/listings/${installation.listingId}/connections`);
  return (
    <Loaded query={needs}>
      {({ items }) => (
        <div className={styles.stack}>
          {items.map((need) => (
            <Need key={need.name} need={need} installation={installation} />
          ))}
        </div>
      )}
    </Loaded>
  );
}

function Need({ need, installation }: { need: NeedView; installation: InstallationView }) {
  const place = usePlace();
  const bound = installation.accounts.find(({ name }) => name === need.name)?.connectionId ?? null;
  const [adding, setAdding] = useState(false);
  const bind = useAct([`${place.api}/installations`, `${place.api}/connections`]);
  const [connected, setConnected] = useState<string | null>(null);
  const choose = (connectionId: string, account: string | null = null): void => {
    setConnected(account);
    bind.mutate(
      {
        method: "PATCH",
        path: `${place.api}/installations/${installation.id}`,
        body: { operationId: newOperationId(), connections: { [need.name]: connectionId }, ...stillDraft(installation) },
      },
      { onSuccess: () => setAdding(false) },
    );
  };
  const hasAny = need.fits.length > 0;
  const isTelling = bind.isPending && connected !== null;
  return (
    <Panel title={need.optional ? `${need.title}, ${words.optional}` : need.title}>
      <Scopes need={need} />
      <Chosen account={isTelling ? connected : null} connection={need.fits.find(({ id }) => id === bound)} />
      <Others need={need} bound={bound} busy={bind.isPending} onChoose={choose} />
      {bind.error ? <ErrorState error={sayError(bind.error)} /> : null}
      {need.missing !== null ? (
        <Notice meaning="needs">{`${words.missing}: ${need.missing}`}</Notice>
      ) : isTelling ? null : adding || !hasAny ? (
        <ConnectAccount provider={need.provider} target={{ listingId: installation.listingId, need: need.name }} onDone={choose} />
      ) : (
        <div className={styles.row}>
          <Button size="xs" variant="subtle" onClick={() => setAdding(true)}>
            {words.connectOther}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** An account that has just been connected is said at once, while the installation is still told. */
function Chosen({ account, connection }: { account: string | null; connection: ConnectionView | undefined }) {
  const name = account ?? connection?.account ?? connection?.name;
  if (name === undefined) return null;
  return (
    <p className={styles.row}>
      <strong>{name}</strong> <MeaningBadge {...connectionStates[account === null && connection ? connection.state : "connected"]} />
    </p>
  );
}

interface OthersProps {
  need: NeedView;
  bound: string | null;
  busy: boolean;
  onChoose: (connectionId: string) => void;
}

/** Accounts that are connected already and would do. */
function Others({ need, bound, busy, onChoose }: OthersProps) {
  const others = need.fits.filter(({ id, state }) => id !== bound && state === "connected");
  if (others.length === 0) return null;
  return (
    <div className={styles.row}>
      {others.map((one) => (
        <Button key={one.id} variant="default" loading={busy} onClick={() => onChoose(one.id)}>
          {words.use(one.account ?? one.name)}
        </Button>
      ))}
    </div>
  );
}

function Scopes({ need: { scopes } }: { need: NeedView }) {
  if (scopes.length === 0) return null;
  return (
    <div>
      <p className={styles.quiet}>{words.asksFor}</p>
      <ul>
        {scopes.map(({ name, text }) => (
          <li key={name}>{text}</li>
        ))}
      </ul>
    </div>
  );
}
