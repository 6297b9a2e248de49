import type { HelpView } from "@stoa/contract";
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** The field its publisher answers in, once; nothing for others, and where it is answered. */
export function AnswerQuestion({ question }: { question: HelpView }) {
  const place = usePlace();
  const [answer, setAnswer] = useState("");
  const send = useAct([`${place.api}/help`]);
  const may = place.kind === "publisher" && mayAct(place, "publisher_owner", "publisher_developer");
  if (!may || question.answeredAt !== null) return null;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate({ method: "POST", path: `${place.api}/help/${question.id}/answer`, body: { answer: answer.trim() } });
      }}
    >
      <Textarea
        label={t("Your answer")}
        description={t("They read it beside the run they asked about, and are told that it is there. It cannot be changed afterwards.")}
        required
        autosize
        minRows={2}
        maxRows={12}
        maxLength={4_000}
        value={answer}
        onChange={(event) => setAnswer(event.currentTarget.value)}
      />
      {send.error ? <ErrorState error={sayError(send.error)} /> : null}
      <div className={styles.row}>
        <Button type="submit" loading={send.isPending} disabled={answer.trim() === ""}>
          {t("Send the answer")}
        </Button>
      </div>
    </form>
  );
}
