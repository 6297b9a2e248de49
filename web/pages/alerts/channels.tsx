import type { AlertChannelView, AlertTestResult } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { sayWhere } from "./alert-words.ts";
import { EditChannel } from "./edit-channel.tsx";
import { channelsPath as path, useChannels } from "./follow-alerts.ts";
import { NewChannel } from "./new-channel.tsx";
import page from "../page.module.css";
import styles from "./alerts.module.css";

/** Who is told and how, with how the last try went and a button that tries it. */
export function Channels() {
  return (
    <Loaded query={useChannels()}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            title="Nobody is told yet"
            action={<NewChannel />}
            example={<code>stoa alerts add mail --host smtp.example.com --from stoa@example.com --to you@example.com</code>}
          >
            <p>
              Add a mail address or a webhook, and you hear of a missing runner, a failed backup or a full disk without looking here. A ping
              tells somebody else when this machine itself falls silent.
            </p>
          </EmptyState>
        ) : (
          <ul className={page.list}>
            {items.map((channel) => (
              <Channel key={channel.id} channel={channel} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function Channel({ channel }: { channel: AlertChannelView }) {
  const [asked, setAsked] = useState(false);
  const remove = useAct([path]);
  const test = useAct<AlertTestResult>([path]);
  const id = `${path}/${channel.id}`;
  return (
    <li>
      <span className={styles.channel}>
        <strong>{channel.name}</strong>
        <span className={page.quiet}>{sayWhere(channel.settings)}</span>
        {test.error ? <span role="alert">{sayError(test.error).what}</span> : null}
      </span>
      <span className={page.row}>
        <Standing channel={channel} tested={test.data} />
        <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate({ method: "POST", path: `${id}/test` })}>
          Send a test
        </Button>
        <EditChannel channel={channel} />
        <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
          Remove
        </Button>
      </span>
      <Confirm
        open={asked}
        title={`Remove ${channel.name}?`}
        verb={`Remove ${channel.name}`}
        goes={["Nothing is told this way from now on", "Its password or signing secret"]}
        stays={["Alerts and what was told of them", "Other alert channels"]}
        busy={remove.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutate({ method: "DELETE", path: id }, { onSuccess: () => setAsked(false) })}
      />
    </li>
  );
}

function Standing({ channel, tested }: { channel: AlertChannelView; tested: AlertTestResult | undefined }) {
  if (tested?.ok === true) return <MeaningBadge meaning="fine" word="The test was taken" />;
  if (channel.error !== null)
    return (
      <span className={page.row}>
        <MeaningBadge meaning="failed" word="Does not work" />
        <span>{channel.error}</span>
      </span>
    );
  if (channel.lastOkAt === null) return <MeaningBadge meaning="waiting" word="Never tried" quiet />;
  return (
    <span className={page.quiet}>
      worked <TimeAgo at={channel.lastOkAt} />
    </span>
  );
}
