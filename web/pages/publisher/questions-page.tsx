import type { HelpView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { sayError } from "../../api/say-error.ts";
import { useList } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Tabs, useTab } from "../../parts/tabs.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { AnswerQuestion } from "../work/answer-question.tsx";
import styles from "../page.module.css";

const tabs = [
  { key: "waiting", title: "Waiting for an answer" },
  { key: "answered", title: "Answered" },
];

/** What customers ask about runs of the publisher's integrations, and the answers. */
export function QuestionsPage() {
  const place = usePlace();
  const answered = useTab("waiting") === "answered";
  const questions = useList<HelpView>(`${place.api}/help`, { answered: String(answered), limit: 20 }, { every: 30_000 });
  return (
    <>
      <PageHead title="Questions" line="Where customers ask for help with a run. They read your answer beside it." />
      <Tabs tabs={tabs} first="waiting" />
      {questions.error ? <ErrorState error={sayError(questions.error)} onRetry={questions.retry} /> : null}
      {questions.rows?.length === 0 ? <None answered={answered} /> : null}
      {questions.rows?.map((one) => (
        <Question key={one.id} question={one} />
      ))}
      {questions.more ? (
        <Button variant="default" loading={questions.more.loading} onClick={questions.more.load}>
          Show older ones
        </Button>
      ) : null}
    </>
  );
}

function Question({ question }: { question: HelpView }) {
  const place = usePlace();
  const { title, sentence, words, askedAt, answer, answeredAt, runId, installationId, withLog } = question;
  return (
    <Panel title={title ?? "A run"}>
      <div className={styles.stack}>
        <p className={styles.quiet}>
          Asked <TimeAgo at={askedAt} /> · <Link to={`${place.href}/runs/${runId}`}>the run</Link> ·{" "}
          <Link to={`${place.href}/installations/${installationId}`}>the installation</Link>
          {withLog ? " · its log went along by mail" : ""}
        </p>
        <p>
          <strong>The run says:</strong> {sentence}
        </p>
        {words ? (
          <p className={styles.written}>
            <strong>They write:</strong> {words}
          </p>
        ) : null}
        {answer !== null && answeredAt !== null ? (
          <p className={styles.written}>
            <strong>Answered</strong> <TimeAgo at={answeredAt} />: {answer}
          </p>
        ) : (
          <AnswerQuestion question={question} />
        )}
      </div>
    </Panel>
  );
}

function None({ answered }: { answered: boolean }) {
  return (
    <EmptyState
      title={answered ? "Nothing answered yet" : "Nobody waits for an answer"}
      example={<span>“It stopped on Monday. Do we need a new key?” · Contacts by mail</span>}
    >
      <p>
        Customers can ask for help at every run that has ended. What they ask stands here, with what the run says; where your listing's
        support address is one of mail, it goes there too.
      </p>
    </EmptyState>
  );
}
