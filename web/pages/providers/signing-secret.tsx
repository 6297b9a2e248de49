import type { ProviderView } from "@stoa/contract";
import { Button, PasswordInput } from "@mantine/core";
import "../../theme/fields.css";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** What a provider signs its events with: entered here, or the client secret that is entered with the app. */
export function SigningSecret({ provider }: { provider: ProviderView }) {
  const place = usePlace();
  const { events, name, title } = provider;
  const path = `${place.api}/providers/${name}/app/signing-secret`;
  const end = useAct([`${place.api}/providers`]);
  if (!events) return null;
  return (
    <>
      {events.secret === "signing" ? <OwnSecret provider={provider} path={path} /> : null}
      {events.signingSecrets > (events.secret === "client" ? 0 : 1) ? (
        <span className={styles.row}>
          <span
            className={styles.quiet}
          >{`The secret before this one is still taken, so that nothing is lost while ${title} changes over.`}</span>
          <Button size="xs" variant="default" loading={end.isPending} onClick={() => end.mutate({ method: "DELETE", path })}>
            End the older secret
          </Button>
        </span>
      ) : null}
      {end.error ? <ErrorState error={sayError(end.error)} /> : null}
    </>
  );
}

function OwnSecret({ provider, path }: { provider: ProviderView; path: string }) {
  const { needsApp, app, title } = provider;
  if (!needsApp || app?.clientId) return <Enter provider={provider} path={path} />;
  return <p className={styles.quiet}>{`Enter your app at ${title} first; then its signing secret is entered here.`}</p>;
}

function Enter({ provider: { events, title }, path }: { provider: ProviderView; path: string }) {
  const place = usePlace();
  const [signingSecret, setSecret] = useState("");
  const put = useAct<ProviderView>([`${place.api}/providers`]);
  const since = events?.signingSince ?? null;
  return (
    <form
      className={styles.close}
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate({ method: "PUT", path, body: { signingSecret } }, { onSuccess: () => setSecret("") });
      }}
    >
      <PasswordInput
        label={since === null ? "Signing secret" : "New signing secret"}
        description={since === null ? "Stored sealed, and shown to nobody." : "One is stored. Both are taken until you end the older."}
        required
        minLength={8}
        autoComplete="off"
        value={signingSecret}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      {put.error ? <ErrorState error={sayError(put.error)} /> : null}
      <span className={styles.row}>
        <Button type="submit" variant="default" loading={put.isPending}>
          {`Save the signing secret of ${title}`}
        </Button>
        {since === null ? null : (
          <span className={styles.quiet}>
            entered <TimeAgo at={since} />
          </span>
        )}
      </span>
    </form>
  );
}
