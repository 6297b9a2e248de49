import { noticeTypes, webhookTypes, type NewWebhookView } from "@stoa/contract";
import { Button, Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { AddIcon } from "../../parts/icons.ts";
import { Notice } from "../../parts/notice.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import { ShownSecret } from "./shown-secret.tsx";
import { eventWords } from "./webhook-words.ts";
import styles from "../page.module.css";

/** Asks for an address of the own server, and shows its secret the one time it can be shown. */
export function NewWebhook() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<AddIcon size={16} />} onClick={() => setOpen(true)}>
        {t("Add an address")}
      </Button>
      <Dialog open={open} title={t("Have your server told")} onClose={() => setOpen(false)}>
        <WebhookForm onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function WebhookForm({ onDone }: { onDone: () => void }) {
  const place = usePlace();
  const [url, setUrl] = useState("");
  const [name, setName] = useState("");
  const types = place.kind === "customer" ? noticeTypes : webhookTypes;
  const [events, setEvents] = useState<string[]>([...types]);
  const add = useAct<NewWebhookView>([`${place.api}/webhooks`]);
  if (add.data) return <ShownSecret secret={add.data.secret} onDone={onDone} />;
  const all = events.length === types.length;
  const problem = fieldProblems(add.error).find((one) => one.path.includes("url"))?.message;
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        const body = { url, ...(name === "" ? {} : { name }), ...(all ? {} : { events }) };
        add.mutate({ method: "POST", path: `${place.api}/webhooks`, body });
      }}
    >
      <TextInput
        label={t("Address")}
        description={t("Of your server, reachable from outside. Private addresses are refused.")}
        placeholder={"https://app.example.com/stoa"}
        type="url"
        required
        value={url}
        error={problem}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <TextInput
        label={t("Name")}
        description={t("Left empty: the first part of the address.")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox.Group
        label={place.kind === "customer" ? t("Told when something") : t("Told when an installation is")}
        value={events}
        onChange={setEvents}
      >
        <div className={styles.close}>
          {types.map((type) => (
            <Checkbox key={type} value={type} label={eventWords[type]} />
          ))}
        </div>
      </Checkbox.Group>
      {add.error && !problem ? (
        <Notice meaning="failed">
          {sayError(add.error).what} {sayError(add.error).fix}
        </Notice>
      ) : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" disabled={events.length === 0} loading={add.isPending}>
          {t("Add the address")}
        </Button>
      </div>
    </form>
  );
}
