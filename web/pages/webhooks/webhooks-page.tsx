import type { WebhookDeliveryView, WebhookView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { Deliveries } from "./deliveries.tsx";
import { NewWebhook } from "./new-webhook.tsx";
import { RotateSecret } from "./rotate-secret.tsx";
import { sayEvents } from "./webhook-words.ts";
import styles from "../page.module.css";

/** Addresses of the host's own server, and what was sent there. */
export function WebhooksPage() {
  const place = usePlace();
  const webhooks = useRead<{ items: WebhookView[] }>(`${place.api}/webhooks`, undefined, { every: 10_000 });
  return (
    <>
      <PageHead
        title="Webhooks"
        line="Your server is told when an installation is installed, changed, fails, recovers, is removed, or waits for its customer's consent."
        actions={<NewWebhook />}
      />
      <Loaded query={webhooks}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="Your server is told nothing yet" action={<NewWebhook />} example={<code>{example}</code>}>
              <p>
                Name an address of your server. Messages are signed as Standard Webhooks are, so its library in your language verifies them;
                what is not taken comes again for three days.
              </p>
            </EmptyState>
          ) : (
            <div className={styles.stack}>
              <Panel title="Addresses">
                <ul className={styles.list}>
                  {items.map((webhook) => (
                    <Webhook key={webhook.id} webhook={webhook} />
                  ))}
                </ul>
              </Panel>
              <Panel title="Deliveries of thirty days">
                <Deliveries />
              </Panel>
            </div>
          )
        }
      </Loaded>
    </>
  );
}

const example = '{ "type": "installation.failing", "data": { "customer": { "ref": "acme" }, "run": "run_01j9…" } }';

function Webhook({ webhook }: { webhook: WebhookView }) {
  const place = usePlace();
  const path = `${place.api}/webhooks/${webhook.id}`;
  const touches = [`${place.api}/webhooks`, `${place.api}/webhook-deliveries`];
  const test = useAct<WebhookDeliveryView>(touches);
  const act = useAct(touches);
  const { name, url, events, state, failed } = webhook;
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
        {test.error || act.error ? <span role="alert">{sayError(test.error ?? act.error).what}</span> : null}
        {test.data ? <span role="status">{test.data.error ?? `The test was taken in ${test.data.answeredMs} ms.`}</span> : null}
      </span>
      <span className={styles.row}>
        <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate({ method: "POST", path: `${path}/test` })}>
          Send a test
        </Button>
        {failed > 0 ? (
          <Button size="xs" variant="default" onClick={() => act.mutate({ method: "POST", path: `${path}/redeliver` })}>
            Send {failed} again
          </Button>
        ) : null}
        <RotateSecret webhook={webhook} />
        <Button
          size="xs"
          variant="subtle"
          onClick={() => act.mutate({ method: "PATCH", path, body: { state: state === "on" ? "off" : "on" } })}
        >
          {state === "on" ? "Turn off" : "Turn on"}
        </Button>
        <Remove webhook={webhook} />
      </span>
    </li>
  );
}

function Remove({ webhook: { id, name } }: { webhook: WebhookView }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const remove = useAct([`${place.api}/webhooks`, `${place.api}/webhook-deliveries`]);
  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
        Remove
      </Button>
      <Confirm
        open={asked}
        title={`Remove ${name}?`}
        verb={`Remove ${name}`}
        goes={["What waits to be sent there, and all that happens from now on", "Its signing secret"]}
        stays={["The list of what was sent", "Other addresses"]}
        busy={remove.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutate({ method: "DELETE", path: `${place.api}/webhooks/${id}` }, { onSuccess: () => setAsked(false) })}
      />
    </>
  );
}

function Standing({ webhook: { state, error, lastOkAt, failingSince, waiting } }: { webhook: WebhookView }) {
  if (state === "off") return <MeaningBadge meaning="needs" word={error ?? "Off: what happens is kept for it"} />;
  if (error !== null && failingSince !== null)
    return (
      <span className={styles.row}>
        <MeaningBadge meaning="failed" word="Not taken" />
        <span>
          {error} Since <TimeAgo at={failingSince} />, {waiting} waiting.
        </span>
      </span>
    );
  if (lastOkAt === null) return <MeaningBadge meaning="waiting" word="Nothing sent yet" quiet />;
  return (
    <span className={styles.quiet}>
      took the last <TimeAgo at={lastOkAt} />
    </span>
  );
}
