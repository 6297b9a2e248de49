import type { Release } from "@stoa/contract";
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { usePlace } from "../../places/place.ts";
import { nameLanguage } from "../../words/language.ts";
import styles from "../page.module.css";

const most = 2000;

/** What is new in a release: its first line, and the way to write it. */
export function ReleaseNotes({ release }: { release: Release }) {
  const [open, setOpen] = useState(false);
  const first = release.notes?.split("\n")[0] ?? "Say what is new";
  const shown = first.length > 60 ? `${first.slice(0, 59)}…` : first;
  return (
    <>
      <Button size="xs" variant="subtle" aria-label={`${shown} (${release.version})`} onClick={() => setOpen(true)}>
        {shown}
      </Button>
      <Dialog open={open} title={`What is new in ${release.version}`} onClose={() => setOpen(false)}>
        <Write release={release} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Write({ release, onDone }: { release: Release; onDone: () => void }) {
  const place = usePlace();
  const [notes, setNotes] = useState(release.notes ?? "");
  const [translated, setTranslated] = useState(release.noteTranslations);
  const languages = [...new Set(["de", ...Object.keys(release.noteTranslations)])];
  const path = `${place.api}/integrations/${release.integrationId}/releases`;
  const save = useAct([path]);
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(
          { method: "PUT", path: `${path}/${release.id}/notes`, body: { notes, translations: filled(translated) } },
          { onSuccess: onDone },
        );
      }}
    >
      <Textarea
        label="What is new"
        description="Plain words. Customers read them on the listing once they get this release; the host sees them when it reviews it."
        required
        autosize
        minRows={4}
        maxRows={14}
        maxLength={most}
        value={notes}
        onChange={(event) => setNotes(event.currentTarget.value)}
      />
      {languages.map((language) => (
        <Textarea
          key={language}
          label={`The same in ${nameLanguage(language)}`}
          description="Read by customers in this language; left empty, they read the words above."
          autosize
          minRows={2}
          maxRows={14}
          maxLength={most}
          value={translated[language] ?? ""}
          onChange={(event) => setTranslated({ ...translated, [language]: event.currentTarget.value })}
        />
      ))}
      {save.error ? <ErrorState error={sayError(save.error)} /> : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={save.isPending} disabled={notes.trim() === ""}>
          Save what is new
        </Button>
      </div>
    </form>
  );
}

const filled = (translated: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(translated).filter(([, text]) => text.trim() !== ""));
