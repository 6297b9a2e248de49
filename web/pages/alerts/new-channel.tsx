import type { AddAlertChannel, AddedAlertChannel, AlertChannelSettings } from "@stoa/contract";
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { AddIcon } from "../../parts/icons.ts";
import { Notice } from "../../parts/notice.tsx";
import { channelBody, emptyDraft, type ChannelDraft } from "./channel-draft.ts";
import { ChannelFields, type FieldsProps } from "./channel-fields.tsx";
import styles from "../page.module.css";

const path = "/v1/operator/alert-channels";
const kinds: { value: AlertChannelSettings["kind"]; label: string }[] = [
  { value: "mail", label: "Mail, by your mail server" },
  { value: "webhook", label: "Webhook, signed, to a program or a chat" },
  { value: "ping", label: "Ping, so that somebody else notices when this machine is silent" },
];

/** Asks how the operator wants to be told. */
export function NewChannel() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<AddIcon size={16} />} onClick={() => setOpen(true)}>
        Add an alert channel
      </Button>
      <Dialog open={open} title="Add an alert channel" onClose={() => setOpen(false)}>
        <ChannelForm onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function ChannelForm({ onDone }: { onDone: () => void }) {
  const [draft, setDraft] = useState<ChannelDraft>(emptyDraft);
  const add = useAct<AddedAlertChannel>([path]);
  const set = (change: Partial<ChannelDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const problems = fieldProblems(add.error);
  const fields: FieldsProps = { draft, set, problem: (name) => problems.find((one) => one.path.endsWith(`/${name}`))?.message };
  const submit = (): void => {
    const body: AddAlertChannel = channelBody(draft);
    add.mutate({ method: "POST", path, body }, { onSuccess: (made) => made.signingSecret === null && onDone() });
  };
  if (add.data?.signingSecret) return <Made secret={add.data.signingSecret} onDone={onDone} />;
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <NativeSelect
        label="How"
        data={kinds}
        value={draft.kind}
        onChange={(event) => set({ kind: kinds.find(({ value }) => value === event.currentTarget.value)?.value ?? "mail" })}
      />
      <ChannelFields {...fields} />
      {add.error ? (
        <Notice meaning="failed">
          {sayError(add.error).what} {sayError(add.error).fix}
        </Notice>
      ) : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={add.isPending}>
          Add the alert channel
        </Button>
      </div>
    </form>
  );
}

function Made({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <div className={styles.dialog}>
      <Notice meaning="needs">
        Copy it now: the signing secret is not shown again. Its receiver checks signatures of Standard Webhooks with it.
      </Notice>
      <div className={styles.copyLine}>
        <code className={styles.code}>{secret}</code>
        <CopyButton text={secret} label="Copy the signing secret" />
      </div>
      <div className={styles.dialogFoot}>
        <Button onClick={onDone}>I have copied it</Button>
      </div>
    </div>
  );
}
