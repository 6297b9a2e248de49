import type { WebhookDeliveryView, WebhookView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import { Deliveries } from "./deliveries.tsx";
import { NewWebhook } from "./new-webhook.tsx";
import { RotateSecret } from "./rotate-secret.tsx";
import { sayEvents, sayFault } from "./webhook-words.ts";
import styles from "../page.module.css";

interface Words {
  title: string;
  line: string;
  none: string;
  example: string;
  children: ReactNode;
}

/** The addresses of whoever's place it is, with what was sent there; before the first one, what it is for. */
export function Addresses({ title, line, none, example, children }: Words) {
  const place = usePlace();
  const webhooks = useRead<{ items: WebhookView[] }>(`${place.api}/webhooks`, undefined, { every: 10_000 });
  return (
    <>
      <PageHead title={title} line={line} actions={<NewWebhook />} />
      <Loaded query={webhooks}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={none} action={<NewWebhook />} example={<code>{example}</code>}>
              <p>{children}</p>
            </EmptyState>
          ) : (
            <div className={styles.stack}>
              <Panel title={t("Addresses")}>
                <ul className={styles.list}>
                  {items.map((webhook) => (
                    <Webhook key={webhook.id} webhook={webhook} />
                  ))}
                </ul>
              </Panel>
              <Panel title={t("Sent in thirty days")}>
                <Deliveries />
              </Panel>
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function Webhook({ webhook }: { webhook: WebhookView }) {
  const place = usePlace();
  const path = `${place.api}/webhooks/${webhook.id}`;
  const touches = [`${place.api}/webhooks`, `${place.api}/webhook-deliveries`];
  const test = useAct<WebhookDeliveryView>(touches);
  const act = useAct(touches);
  const { name, url, events, state, failed, publicKey } = webhook;
  return (
    <li>
      <span className={styles.close}>
        <span className={styles.row}>
          <strong>{name}</strong>
          <Standing webhook={webhook} />
        </span>
        <span className={styles.quiet}>
          {url} · {sayEvents(events)}
        </span>
        {publicKey === null ? null : <PublicKey text={publicKey} />}
        {test.error || act.error ? <span role="alert">{sayError(test.error ?? act.error).what}</span> : null}
        {test.data ? <span role="status">{sayTest(test.data)}</span> : null}
      </span>
      <span className={styles.row}>
        <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate({ method: "POST", path: `${path}/test` })}>
          {t("Send a test")}
        </Button>
        {failed > 0 ? (
          <Button size="xs" variant="default" onClick={() => act.mutate({ method: "POST", path: `${path}/redeliver` })}>
            {t("Send {count} again", { count: failed })}
          </Button>
        ) : null}
        <RotateSecret webhook={webhook} />
        <Button
          size="xs"
          variant="subtle"
          onClick={() => act.mutate({ method: "PATCH", path, body: { state: state === "on" ? "off" : "on" } })}
        >
          {state === "on" ? t("Turn off") : t("Turn on")}
        </Button>
        <Remove webhook={webhook} />
      </span>
    </li>
  );
}

/** Whoever has it can check messages, and make none. */
function PublicKey({ text }: { text: string }) {
  return (
    <details>
      <summary className={styles.quiet}>{t("Public key")}</summary>
      <span className={styles.quiet}>{t("Checks what comes without the secret: signatures that begin with v1a.")}</span>
      <div className={styles.copyLine}>
        <code className={styles.code}>{text}</code>
        <CopyButton text={text} label={t("Copy the public key")} />
      </div>
    </details>
  );
}

function Remove({ webhook: { id, name } }: { webhook: WebhookView }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const remove = useAct([`${place.api}/webhooks`, `${place.api}/webhook-deliveries`]);
  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
        {t("Remove")}
      </Button>
      <Confirm
        open={asked}
        title={t("Remove {name}?", { name })}
        verb={t("Remove {name}", { name })}
        goes={[t("What waits to be sent there, and all that happens from now on"), t("Its signing secret")]}
        stays={[t("The list of what was sent"), t("Other addresses")]}
        busy={remove.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutate({ method: "DELETE", path: `${place.api}/webhooks/${id}` }, { onSuccess: () => setAsked(false) })}
      />
    </>
  );
}

function Standing({ webhook: { state, error, lastOkAt, failingSince, waiting } }: { webhook: WebhookView }) {
  if (state === "off")
    return <MeaningBadge meaning="needs" word={error === null ? t("Off: what happens is kept for it") : sayFault(error)} />;
  if (error !== null && failingSince !== null)
    return (
      <span className={styles.row}>
        <MeaningBadge meaning="failed" word={t("Not taken")} />
        <span>
          {sayFault(error)} {t("Since")} <TimeAgo at={failingSince} />, {t("{count} waiting", { count: waiting })}.
        </span>
      </span>
    );
  if (lastOkAt === null) return <MeaningBadge meaning="waiting" word={t("Nothing sent yet")} quiet />;
  return (
    <span className={styles.quiet}>
      {t("took the last")} <TimeAgo at={lastOkAt} />
    </span>
  );
}

function sayTest({ error, answeredMs }: WebhookDeliveryView): string {
  return error === null ? t("The test was taken in {ms} ms.", { ms: answeredMs }) : sayFault(error);
}
