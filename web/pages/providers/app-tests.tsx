import type { ProviderView, TestResult } from "@stoa/contract";
import { Button, PasswordInput } from "@mantine/core";
import "../../theme/fields.css";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Notice } from "../../parts/notice.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** Trying an app, and putting a new secret in place of the old. */
export function AppTests({ provider }: { provider: ProviderView }) {
  const place = usePlace();
  const [rotating, setRotating] = useState(false);
  const path = `${place.api}/providers/${provider.name}/app`;
  const test = useAct<TestResult>([`${place.api}/providers`]);
  return (
    <>
      {test.data ? <Notice meaning={test.data.ok ? "fine" : "needs"}>{test.data.error ?? `${provider.title} knows it.`}</Notice> : null}
      {test.error ? <Notice meaning="needs">{sayError(test.error).what}</Notice> : null}
      <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate({ method: "POST", path: `${path}/test` })}>
        Try it
      </Button>
      <Button size="xs" variant="subtle" onClick={() => setRotating(true)}>
        New secret
      </Button>
      <Dialog open={rotating} title={`A new secret for ${provider.title}`} onClose={() => setRotating(false)}>
        <Rotate path={`${path}/rotate`} onDone={() => setRotating(false)} />
      </Dialog>
    </>
  );
}

function Rotate({ path, onDone }: { path: string; onDone: () => void }) {
  const place = usePlace();
  const [clientSecret, setClientSecret] = useState("");
  const rotate = useAct([`${place.api}/providers`]);
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        rotate.mutate({ method: "POST", path, body: { clientSecret } }, { onSuccess: onDone });
      }}
    >
      <p>Make a second secret at the provider and enter it here. It is tried first; the old one stays in use until the new one is taken.</p>
      <PasswordInput
        label="New client secret"
        required
        autoComplete="off"
        value={clientSecret}
        onChange={(event) => setClientSecret(event.currentTarget.value)}
      />
      {rotate.error ? <ErrorState error={sayError(rotate.error)} /> : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={rotate.isPending}>
          Try it and use it
        </Button>
      </div>
    </form>
  );
}
