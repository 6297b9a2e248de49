import type { HelpView } from "@stoa/contract";
import { useList } from "../../api/use-read.ts";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";
import { AnswerQuestion } from "./answer-question.tsx";

/** What help was asked for, when and by whom, what was sent, and the answer; nothing where none was. */
export function HelpAsked({ of }: { of: { runId: string } | { installationId: string } }) {
  const place = usePlace();
  const help = useList<HelpView>(`${place.api}/help`, { ...of, limit: 10 }, { every: 15_000 });
  if (!help.rows || help.rows.length === 0) return null;
  return (
    <Panel title={t("Help asked for")}>
      <ul className={styles.list}>
        {help.rows.map((one) => (
          <li key={one.id}>
            <p>
              {one.askedBy ? t("{who} asked {to}", { who: one.askedBy, to: one.to }) : t("A customer asked")} <TimeAgo at={one.askedAt} />
            </p>
            <p className={styles.quiet}>{sayMail(one)}</p>
            {one.words ? <p className={styles.written}>{one.words}</p> : null}
            {one.answer ? (
              <p className={styles.written}>
                <strong>{t("Answer:")}</strong> {one.answer}
              </p>
            ) : null}
            <AnswerQuestion question={one} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function sayMail({ mail, withLog }: HelpView): string {
  const what = withLog ? t("The sentence, the link and the log.") : t("The sentence and the link, without the log.");
  if (mail?.state === "failed") return t("{what} The mail was not taken: {error}", { what, error: mail.error });
  if (mail?.state === "waiting") return t("{what} The mail to the publisher is on its way.", { what });
  return what;
}
