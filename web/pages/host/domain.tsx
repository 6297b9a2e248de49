import type { DomainView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Facts } from "../../parts/facts.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

const states = {
  waiting: { meaning: "waiting", word: "Waits for its DNS record" },
  proven: { meaning: "needs", word: "Proven, does not lead here yet" },
  live: { meaning: "fine", word: "In use" },
  failing: { meaning: "failed", word: "Its DNS record is gone" },
} as const;

/** One domain: how it stands, what is to be done for it, and the steps with it. */
export function Domain({ view }: { view: DomainView }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const path = `${place.api}/domains/${view.id}`;
  const act = useAct([`${place.api}/domains`]);
  const owner = mayAct(place, "host_owner");
  return (
    <li>
      <div className={styles.close} style={{ flex: 1, minWidth: 0, paddingBlock: 12 }}>
        <div className={styles.row}>
          <strong>{view.name}</strong>
          <MeaningBadge {...states[view.state]} />
          {view.main ? <span className={styles.quiet}>links are made with it</span> : null}
        </div>
        <Said view={view} />
        {view.state === "waiting" || view.state === "failing" ? <DnsRecord view={view} /> : null}
        {act.error ? (
          <Notice meaning="failed">
            {sayError(act.error).what} {sayError(act.error).fix}
          </Notice>
        ) : null}
        <div className={styles.row}>
          {owner ? (
            <>
              <Button
                size="xs"
                variant="default"
                loading={act.isPending && !asked}
                onClick={() => act.mutate({ method: "POST", path: `${path}/check` })}
              >
                Look now
              </Button>
              <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
                Remove
              </Button>
            </>
          ) : null}
          {view.checkedAt ? (
            <span className={styles.quiet}>
              looked at <TimeAgo at={view.checkedAt} />
            </span>
          ) : null}
        </div>
      </div>
      <Confirm
        open={asked}
        title={`Serve nothing at ${view.name} any more?`}
        verb="Remove the domain"
        goes={[
          "Pages, links in mails and webhook addresses with this name, within seconds",
          "Apps at providers that return to it return to this deployment's address: add that at the provider first",
        ]}
        stays={["The marketplace at this deployment's own address", "Your DNS records, which you may take away afterwards"]}
        busy={act.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => act.mutate({ method: "DELETE", path }, { onSuccess: () => setAsked(false) })}
      />
    </li>
  );
}

/** The record itself stands below it. */
const addIt = "Add this record where your domain is managed; it is looked for every few minutes.";

/** What is wrong and what mends it; before the first look, what comes next. */
function Said({ view: { state, problem, checkedAt, address, record } }: { view: DomainView }) {
  if (problem)
    return (
      <Notice meaning={state === "waiting" ? "waiting" : state === "failing" ? "failed" : "needs"}>
        {problem.what} {problem.fix.includes(record.value) ? addIt : problem.fix}
        {state === "failing" ? " Until then it is served on, but whoever else proves the name takes it." : null}
      </Notice>
    );
  if (state === "live")
    return (
      <p className={styles.quiet}>
        Load the script of the marketplace from <code>{address}</code>, and everything in your product comes from there too.
      </p>
    );
  return checkedAt === null ? <p className={styles.quiet}>{addIt}</p> : null;
}

function DnsRecord({ view: { record } }: { view: DomainView }) {
  const copied = (text: string, label: string) => (
    <span className={styles.copyLine}>
      <code className={styles.code}>{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  );
  return (
    <Facts
      rows={[
        { name: "Kind", value: "TXT" },
        { name: "Name", value: copied(record.name, "Copy the record's name") },
        { name: "Value", value: copied(record.value, "Copy the record's value") },
      ]}
    />
  );
}
