import type { SigninProviderView } from "@stoa/contract";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import "../../theme/fields.css";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { AddIcon } from "../../parts/icons.ts";
import { Notice } from "../../parts/notice.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

const empty = { name: "", issuer: "", clientId: "", clientSecret: "" };
const fields = [
  { key: "name", label: "Name", description: "On the button: Sign in with …", placeholder: "Example ID" },
  { key: "issuer", label: "Issuer", description: "As its discovery document says it.", placeholder: "https://id.example.com" },
  { key: "clientId", label: "Client id", description: "Of the client you made there.", placeholder: "" },
] as const;

/** Asks for an OpenID provider; it is asked at once, so what is wrong is said here. */
export function NewProvider() {
  const [open, setOpen] = useState(false);
  const [added, setAdded] = useState<SigninProviderView>();
  const close = (): void => {
    setOpen(false);
    setAdded(undefined);
  };
  return (
    <>
      <Button leftSection={<AddIcon size={16} />} onClick={() => setOpen(true)}>
        Add a provider
      </Button>
      <Dialog open={open} title="Sign in with a provider" onClose={close}>
        {added ? <LastStep added={added} onDone={close} /> : <ProviderForm onDone={setAdded} />}
      </Dialog>
    </>
  );
}

/** A provider's redirect address holds the id it has here, so it is known once it is added. */
function LastStep({ added, onDone }: { added: SigninProviderView; onDone: () => void }) {
  return (
    <div className={styles.dialog}>
      <p>{added.name} is on the sign-in page. Now enter this redirect address at your client there, exactly:</p>
      <RedirectLine provider={added} />
      <div className={styles.dialogFoot}>
        <Button onClick={onDone}>Done</Button>
      </div>
    </div>
  );
}

/** The redirect address of one provider, to be copied. */
export function RedirectLine({ provider: { name, redirect } }: { provider: SigninProviderView }) {
  return (
    <div className={styles.copyLine}>
      <code className={styles.code}>{redirect}</code>
      <CopyButton text={redirect} label={`Copy the redirect address of ${name}`} />
    </div>
  );
}

function ProviderForm({ onDone }: { onDone: (added: SigninProviderView) => void }) {
  const place = usePlace();
  const path = `${place.api}/sign-in-providers`;
  const [draft, setDraft] = useState(empty);
  const add = useAct<SigninProviderView>([path]);
  const fault = add.error ? sayError(add.error) : undefined;
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ method: "POST", path, body: draft }, { onSuccess: onDone });
      }}
    >
      <p>Make a client at your provider and enter it here; the redirect address to enter there comes next.</p>
      {fields.map(({ key, ...words }) => (
        <TextInput
          key={key}
          {...words}
          required
          value={draft[key]}
          onChange={(event) => setDraft({ ...draft, [key]: event.currentTarget.value })}
        />
      ))}
      <PasswordInput
        label="Client secret"
        description="Kept sealed; never shown again."
        required
        autoComplete="off"
        value={draft.clientSecret}
        onChange={(event) => setDraft({ ...draft, clientSecret: event.currentTarget.value })}
      />
      {fault ? (
        <Notice meaning="failed">
          {fault.what} {fault.why} {fault.fix}
        </Notice>
      ) : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={add.isPending}>
          Add the provider
        </Button>
      </div>
    </form>
  );
}
