import type { NewWebhookView, WebhookView } from "@stoa/contract";
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Notice } from "../../parts/notice.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import { ShownSecret } from "./shown-secret.tsx";
import styles from "../page.module.css";

const choices = [
  { value: "in-a-day", label: t("Signs too for a day") },
  { value: "now", label: t("Ends at once") },
];

/** A new signing secret in place of the old one, with a day in which both sign. */
export function RotateSecret({ webhook }: { webhook: WebhookView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => setOpen(true)}>
        {t("New secret")}
      </Button>
      <Dialog open={open} title={t("New signing secret for {name}", { name: webhook.name })} onClose={() => setOpen(false)}>
        <Rotation webhook={webhook} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Rotation({ webhook, onDone }: { webhook: WebhookView; onDone: () => void }) {
  const place = usePlace();
  const overlaps = webhook.previousUntil !== null;
  const [endOld, setEndOld] = useState(overlaps ? "now" : "in-a-day");
  const rotate = useAct<NewWebhookView>([`${place.api}/webhooks`]);
  if (rotate.data) return <ShownSecret secret={rotate.data.secret} onDone={onDone} />;
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        rotate.mutate({ method: "POST", path: `${place.api}/webhooks/${webhook.id}/rotate`, body: { endOld } });
      }}
    >
      <NativeSelect
        label={t("The old secret")}
        description={
          overlaps
            ? t("The secret before this one still signs, so only an end at once is possible now.")
            : t("For a day your server may know either, so no message is lost; at once is for a secret that strangers may know.")
        }
        value={endOld}
        data={overlaps ? choices.slice(1) : choices}
        onChange={(event) => setEndOld(event.currentTarget.value)}
      />
      {rotate.error ? (
        <Notice meaning="failed">
          {sayError(rotate.error).what} {sayError(rotate.error).fix}
        </Notice>
      ) : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={rotate.isPending}>
          {t("Make a new secret")}
        </Button>
      </div>
    </form>
  );
}
