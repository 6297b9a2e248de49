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
export function AskHelp({ run }: { run: Pick<RunView, "id" | "state"> }) {
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
        {open ? <AskBody runId={run.id} onClose={() => setOpen(false)} /> : null}
      </Dialog>
    </>
  );
}

interface AskProps {
  runId: string;
  onClose: () => void;
}

/** Says what is sent to whom, sends it, and then that it was. */
function AskBody({ runId, onClose }: AskProps) {
  const place = usePlace();
  const address = useRead<HelpAddressView>(`${place.api}/runs/${runId}/help-address`);
  const run = useRead<RunView>(`${place.api}/runs/${runId}`).data;
  const [sent, setSent] = useState(false);
  const to = address.data;
  if (to && run && !sent) return <AskForm run={run} to={to} onAsked={() => setSent(true)} />;
  return (
    <div className={styles.dialog}>
      {sent ? (
        <>
          <p role="status">{t("It is sent. What you asked and the answer stand on this page, and a notice tells you of the answer.")}</p>
          <div className={styles.dialogFoot}>
            <Button onClick={onClose}>{t("Close")}</Button>
          </div>
        </>
      ) : address.error ? (
        <p role="alert">{sayError(address.error).what}</p>
      ) : (
        <p className={styles.quiet}>{t("Looking up who helps…")}</p>
      )}
    </div>
  );
}

/** Where it goes besides the page of those who made the integration: what an honest person would say of the mail. */
function Besides({ to: { to, mails } }: { to: HelpAddressView }) {
  if (mails) return null;
  return (
    <p className={styles.quiet}>
      {to.includes("@")
        ? t("No mails are sent from here yet, so they are not told by mail. If it is urgent, write to them yourself:")
        : t("They also help here:")}{" "}
      <SupportLink support={to} />
    </p>
  );
}

const sayGoes = ({ to, mails }: HelpAddressView): string =>
  mails
    ? t("Your question goes to the publisher, who made the integration, also by mail to {to}. The answer will stand here. Sent with it:", {
        to,
      })
    : t("Your question goes to the publisher, who made the integration. The answer will stand here. Sent with it:");

function AskForm({ run, onAsked, to }: { run: RunView; onAsked: () => void; to: HelpAddressView }) {
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
      <p>{sayGoes(to)}</p>
      <ul className={styles.list}>
        <li>{saySentence(run)}</li>
        <li>{t("a link to this run, which they see as far as you let them")}</li>
        <li>
          {to.mails && to.replyTo
            ? t("your address for the answer, {address}", { address: to.replyTo })
            : t("no address of yours: they answer here")}
        </li>
      </ul>
      <Besides to={to} />
      <Textarea
        label={t("Your question")}
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
          {t("Send it")}
        </Button>
      </div>
    </form>
  );
}
