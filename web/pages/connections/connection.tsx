import type { ConnectionView, TestResult } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { connectionStates, connectionWords as words } from "../../words/connection-words.ts";
import { ConnectAccount } from "./connect-account.tsx";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** One connection: how it is, and what can be done about it. */
export function Connection({ view, open }: { view: ConnectionView; open: boolean }) {
  const place = usePlace();
  const [again, setAgain] = useState(open && view.state === "needs_reauth");
  const [asked, setAsked] = useState(false);
  const test = useAct<TestResult>([`${place.api}/connections`]);
  const end = useAct([`${place.api}/connections`]);
  const path = `${place.api}/connections/${view.id}`;
  const isLive = view.state === "connected" || view.state === "needs_reauth";
  const may = isLive && mayAct(place, "customer_owner", "customer_configurer");
  return (
    <li>
      <About view={view} />
      {may ? (
        <span className={styles.row}>
          {test.data ? <Notice meaning={test.data.ok ? "fine" : "needs"}>{test.data.error ?? `${words.works}.`}</Notice> : null}
          {view.state === "needs_reauth" ? (
            <Button size="xs" onClick={() => setAgain(true)}>
              {words.connectAgain}
            </Button>
          ) : (
            <Button
              size="xs"
              variant="default"
              loading={test.isPending}
              onClick={() => test.mutate({ method: "POST", path: `${path}/test` })}
            >
              {words.test}
            </Button>
          )}
          <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
            {words.disconnect}
          </Button>
        </span>
      ) : null}
      {test.error ? <ErrorState error={sayError(test.error)} /> : null}
      <Dialog open={again} title={`${words.connectAgain}: ${view.name}`} onClose={() => setAgain(false)}>
        <div className={styles.dialog}>
          <ConnectAccount provider={view.provider} target={{ connectionId: view.id }} onDone={() => setAgain(false)} />
        </div>
      </Dialog>
      <Confirm
        open={asked}
        title={t("Disconnect {name}?", { name: view.name })}
        verb={t("Disconnect {name}", { name: view.name })}
        goes={[
          t("The access that was given there, at the provider and here"),
          t("What uses it stands still until another account is connected"),
        ]}
        stays={[t("The account at {provider} and everything in it", { provider: view.provider.title }), t("Runs and logs of before")]}
        busy={end.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => end.mutate({ method: "POST", path: `${path}/disconnect` }, { onSuccess: () => setAsked(false) })}
      />
    </li>
  );
}

function About({ view }: { view: ConnectionView }) {
  return (
    <span className={styles.close}>
      <span className={styles.row}>
        <strong>{view.name}</strong>
        <MeaningBadge {...connectionStates[view.state]} />
      </span>
      <span className={styles.quiet}>
        {view.reason ?? (
          <>
            {view.account ?? view.provider.title} ·{" "}
            {view.usedAt ? (
              <>
                {t("last used")} <TimeAgo at={view.usedAt} />
              </>
            ) : (
              t("not used yet")
            )}
          </>
        )}
      </span>
    </span>
  );
}
