import type { HelpAddressView, RunView } from "@stoa/contract";
import { Button, Checkbox, Textarea } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { HelpIcon } from "../../parts/icons.ts";
import { mayAct, usePlace } from "../../places/place.ts";
import { saySentence } from "../../words/run-words.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";
import { SupportLink } from "./support-link.tsx";

/** Asks those who made an integration for help with a run; says before what is sent to whom. */
export function AskHelp({ run }: { run: RunView }) {
  const place = usePlace();
  const [open, setOpen] = useState(false);
  const ended = run.state === "failed" || run.state === "succeeded";
  if (place.kind !== "customer" || !ended || !mayAct(place, "customer_owner", "customer_configurer")) return null;
  return (
    <>
      <Button variant="default" leftSection={<HelpIcon size={16} />} onClick={() => setOpen(true)}>
        {t("Ask for help")}
      </Button>
      <Dialog open={open} title={t("Ask for help")} onClose={() => setOpen(false)}>
        {open ? <AskBody run={run} onAsked={() => setOpen(false)} /> : null}
      </Dialog>
    </>
  );
}

interface AskProps {
  run: RunView;
  onAsked: () => void;
}

/** Where help is given for this integration: a form that goes there by mail, or the address itself. */
function AskBody({ run, onAsked }: AskProps) {
  const place = usePlace();
  const address = useRead<HelpAddressView>(`${place.api}/runs/${run.id}/help-address`);
  const to = address.data;
  if (to?.mails) return <AskForm {...{ run, onAsked, to }} />;
  return (
    <div className={styles.dialog}>
      {to ? (
        <p>
          {t("Help with this integration is given here:")} <SupportLink support={to.to} />.{" "}
          {t("Tell them the run, {id}, and what it says.", { id: run.id })}
        </p>
      ) : address.error ? (
        <p role="alert">{sayError(address.error).what}</p>
      ) : (
        <p className={styles.quiet}>{t("Looking up who helps…")}</p>
      )}
    </div>
  );
}

function AskForm({ run, onAsked, to }: AskProps & { to: HelpAddressView }) {
  const place = usePlace();
  const [words, setWords] = useState("");
  const [withLog, setWithLog] = useState(false);
  const ask = useAct([`${place.api}/help`]);
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate({ method: "POST", path: `${place.api}/runs/${run.id}/help`, body: { words, withLog } }, { onSuccess: onAsked });
      }}
    >
      <p>{t("This goes by mail to {to}, who made the integration:", { to: to.to })}</p>
      <ul className={styles.list}>
        <li>{saySentence(run)}</li>
        <li>{t("a link to this run, which they see as far as you let them")}</li>
        <li>
          {to.replyTo ? t("your address for the answer, {address}", { address: to.replyTo }) : t("no address of yours: they answer here")}
        </li>
      </ul>
      <Textarea
        label={t("What they should know")}
        description={t("Passwords and keys do not belong here.")}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4_000}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Checkbox
        label={t("Send the log along")}
        description={t("What the program wrote during this run. Known passwords and keys in it are hidden; other data is not.")}
        checked={withLog}
        onChange={(event) => setWithLog(event.currentTarget.checked)}
      />
      {ask.error ? <p role="alert">{[sayError(ask.error).what, sayError(ask.error).fix].filter(Boolean).join(" ")}</p> : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={ask.isPending}>
          {t("Send to {to}", { to: to.to })}
        </Button>
      </div>
    </form>
  );
}
