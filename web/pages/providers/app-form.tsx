import type { ProviderView } from "@stoa/contract";
import { Button, Checkbox, PasswordInput, TextInput } from "@mantine/core";
import "../../theme/fields.css";
import { useState } from "react";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** The way to an app at a provider: what to do there, the address to copy, and what to bring back. */
export function AppForm({ provider, onDone }: { provider: ProviderView; onDone: () => void }) {
  const place = usePlace();
  const { app, title } = provider;
  const [clientId, setClientId] = useState(app?.clientId ?? "");
  const [clientSecret, setClientSecret] = useState("");
  const [moves, setMoves] = useState(false);
  const save = useAct<ProviderView>([`${place.api}/providers`]);
  const problem = (name: string): string | undefined => fieldProblems(save.error).find(({ path }) => path.endsWith(name))?.message;
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        const body = { clientId, ...(clientSecret === "" ? {} : { clientSecret }), ...(moves ? { ownDomain: true } : {}) };
        save.mutate({ method: "PUT", path: `${place.api}/providers/${provider.name}/app`, body }, { onSuccess: onDone });
      }}
    >
      <Way provider={provider} />
      {provider.redirectNext === null ? null : (
        <Checkbox
          label="Return to your own domain from now on"
          description={`Add ${provider.redirectNext} at ${title} first, beside the address above.`}
          checked={moves}
          onChange={(event) => setMoves(event.currentTarget.checked)}
        />
      )}
      <TextInput
        label="Client id"
        required
        autoComplete="off"
        value={clientId}
        error={problem("clientId")}
        onChange={(event) => setClientId(event.currentTarget.value)}
      />
      <PasswordInput
        label="Client secret"
        description={app?.hasSecret ? "One is stored. Leave this empty to keep it." : "Stored sealed, and shown to nobody."}
        autoComplete="off"
        value={clientSecret}
        error={problem("clientSecret")}
        onChange={(event) => setClientSecret(event.currentTarget.value)}
      />
      {save.error && problem("clientId") === undefined && problem("clientSecret") === undefined ? (
        <ErrorState error={sayError(save.error)} />
      ) : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={save.isPending}>
          {`Save the app at ${title}`}
        </Button>
      </div>
    </form>
  );
}

/** What is to be done at the provider, and the address to bring there. */
function Way({ provider: { setUp, redirect, title } }: { provider: ProviderView }) {
  return (
    <>
      {setUp ? (
        <div>
          <p>
            At{" "}
            <a className={styles.underlined} href={setUp.console}>
              {title}
            </a>
            :
          </p>
          <ol>
            {setUp.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </div>
      ) : null}
      {redirect === null ? null : (
        <div>
          <p>Redirect address, exactly as it stands here</p>
          <div className={styles.copyLine}>
            <code className={styles.code}>{redirect}</code>
            <CopyButton text={redirect} label="Copy the redirect address" />
          </div>
        </div>
      )}
    </>
  );
}
