import type { AlertChannelView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Notice } from "../../parts/notice.tsx";
import { changeBody, draftOf, type ChannelDraft } from "./channel-draft.ts";
import { ChannelFields } from "./channel-fields.tsx";
import { channelsPath as path } from "./follow-alerts.ts";
import styles from "../page.module.css";

/** A button that opens what an alert channel is made of. */
export function EditChannel({ channel }: { channel: AlertChannelView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        Edit
      </Button>
      <Dialog open={open} title={`Edit ${channel.name}`} onClose={() => setOpen(false)}>
        <EditForm channel={channel} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function EditForm({ channel, onDone }: { channel: AlertChannelView; onDone: () => void }) {
  const [draft, setDraft] = useState<ChannelDraft>(() => draftOf(channel));
  const edit = useAct<AlertChannelView>([path]);
  const problems = fieldProblems(edit.error);
  const { settings } = channel;
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        edit.mutate({ method: "PATCH", path: `${path}/${channel.id}`, body: changeBody(draft) }, { onSuccess: onDone });
      }}
    >
      <ChannelFields
        draft={draft}
        set={(change) => setDraft((before) => ({ ...before, ...change }))}
        problem={(name) => problems.find((one) => one.path.endsWith(`/${name}`))?.message}
        kept={settings.kind === "mail" ? "" : settings.url}
      />
      {edit.error ? (
        <Notice meaning="failed">
          {sayError(edit.error).what} {sayError(edit.error).fix}
        </Notice>
      ) : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={edit.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
