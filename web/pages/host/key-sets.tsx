import type { KeySetView } from "@stoa/contract";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** One address where the host publishes its keys: what it has, and how it stands with it. */
export function KeySet({ view }: { view: KeySetView }) {
  const place = usePlace();
  const path = `${place.api}/key-sets/${view.id}`;
  const [asked, setAsked] = useState(false);
  const act = useAct([`${place.api}/key-sets`]);
  return (
    <li>
      <span className={styles.close}>
        <span className={styles.row}>
          {view.keys.map(({ kid }) => (
            <code key={kid}>{kid}</code>
          ))}
          <span className={styles.quiet}>signed by {view.issuer}</span>
        </span>
        <span className={styles.quiet}>published at {view.url}</span>
        {act.error ? <span role="alert">{sayError(act.error).what}</span> : null}
      </span>
      <span className={styles.row}>
        {view.error === null ? null : <MeaningBadge meaning="failed" word={view.error} />}
        {view.fetchedAt ? (
          <span className={styles.quiet}>
            fetched <TimeAgo at={view.fetchedAt} />
          </span>
        ) : null}
        <Button size="xs" variant="default" loading={act.isPending} onClick={() => act.mutate({ method: "POST", path: `${path}/refresh` })}>
          Fetch now
        </Button>
        <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
          Remove
        </Button>
      </span>
      <Confirm
        open={asked}
        title={`Trust ${view.url} no more?`}
        verb="Remove the address"
        goes={["Sign-ins with tokens signed by its keys, at once"]}
        stays={["People already signed in, until their session ends", "Registered keys"]}
        busy={act.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => act.mutate({ method: "DELETE", path }, { onSuccess: () => setAsked(false) })}
      />
    </li>
  );
}

/** Trusts the keys at an address; it is asked at once, so what is wrong with it is said here. */
export function PublishKeys() {
  const place = usePlace();
  const [issuer, setIssuer] = useState("");
  const [url, setUrl] = useState("");
  const add = useAct<KeySetView>([`${place.api}/key-sets`]);
  const problems = fieldProblems(add.error);
  const problem = (path: string) => problems.find((one) => one.path.includes(path))?.message;
  return (
    <Panel title="Or publish your keys">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ method: "POST", path: `${place.api}/key-sets`, body: { issuer, url } }, { onSuccess: () => setUrl("") });
        }}
      >
        <TextInput
          label="Issuer"
          description="The iss your tokens carry. It is yours alone in this deployment."
          required
          value={issuer}
          error={problem("issuer")}
          onChange={(event) => setIssuer(event.currentTarget.value)}
        />
        <TextInput
          label="Address of your key set"
          description="A JWK set. You rotate keys there; Stoa asks again every ten minutes, and at a key it does not know."
          placeholder="https://app.example.com/.well-known/jwks.json"
          type="url"
          required
          value={url}
          error={problem("url")}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        {add.error && problems.length === 0 ? <Notice meaning="failed">{sayError(add.error).what}</Notice> : null}
        <div className={styles.row}>
          <Button type="submit" loading={add.isPending}>
            Trust the keys there
          </Button>
        </div>
      </form>
    </Panel>
  );
}
