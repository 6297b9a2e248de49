import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Verdict } from "../../parts/verdict.tsx";
import { usePlace, type OpenPlace } from "../../places/place.ts";
import { isOfItems, sayChanged, sayMove, sayRun, saySentence } from "../../words/run-words.ts";
import { isSaid, type RunView } from "@stoa/contract";
import { quoteService } from "../../words/quote-service.ts";
import { settingsAt } from "./run-action.tsx";
import { isLetter, readWould, sayWould } from "./say-would.ts";
import { failedItemsId } from "./run-failed-items.tsx";
import { AllSet, Mended } from "./run-after.tsx";
import { t } from "../../words/t.ts";

/** The verdict sentence, the rule and line behind it, whose move it is and the button for that move. */
export function RunVerdict({ run }: { run: RunView }) {
  const place = usePlace();
  const mended = run.mendedBy;
  const move = mended ? undefined : sayMove(run, place.kind);
  return (
    <Verdict
      {...sayRun(run)}
      {...(mended ? { meaning: "waiting" } : {})}
      sentence={sayWouldDo(run) ?? saySentence(run)}
      reason={
        <>
          {mended ? <Mended by={mended} /> : null}
          {isPreviewed(run) ? (
            <p>{saySentence(run)}</p>
          ) : run.state === "succeeded" && isSaid(run.sentence) ? (
            <Said run={run} />
          ) : place.kind === "customer" ? (
            plainReason(run)
          ) : (
            reasonOf(run)
          )}
          <AllSet run={run} />
        </>
      }
      {...(move ? { move } : {})}
      action={mended ? undefined : actionOf(run, place)}
    />
  );
}

const isPreviewed = ({ mode, state }: RunView): boolean => mode === "preview" && state === "succeeded";

/** Of a preview the answer it was asked for: what a run would do. Undefined where it is no preview, or has not ended well. */
function sayWouldDo(run: RunView): string | undefined {
  if (!isPreviewed(run)) return undefined;
  if (isSaid(run.sentence) && run.sentence !== null) return run.sentence;
  const { would, total } = readWould(run.result);
  if (total === 0) return t("A run would do nothing now: it found nothing to do.");
  return total === 1
    ? t("A run would do this: {what}", { what: sayWould(would[0]) })
    : would.some((one) => isLetter(one))
      ? t("A run would do {count} things. They stand below; press one to read it.", { count: total })
      : t("A run would do {count} things. They stand below.", { count: total });
}

function reasonOf(run: RunView): ReactNode {
  // The sentence of a run that went well says it already.
  const counted = run.state === "succeeded" && run.verdict?.rule === "succeeded" ? undefined : sayChanged(run);
  const evidence = run.verdict?.evidence;
  if (!evidence) return run.state === "failed" && run.verdict ? <RuleOnly counted={counted} rule={run.verdict.rule} /> : counted;
  const where =
    evidence.logLine === null
      ? t("{stream} line {line}", { stream: evidence.stream, line: evidence.line })
      : t("log line {line}", { line: evidence.logLine + 1 });
  return (
    <>
      {counted ? <p>{counted}</p> : null}
      <Quoted line={evidence.text} />
      <p>
        {t("Rule")} <code>{run.verdict?.rule}</code>,{" "}
        {evidence.logLine === null ? (
          where
        ) : (
          <Link to="." search={(before: object) => ({ ...before, line: (evidence.logLine ?? 0) + 1 })}>
            {where}
          </Link>
        )}
        : <code>{evidence.text}</code>
      </p>
    </>
  );
}

/** What a customer needs of it: what was done, what the other service said, and the line; the rule stands under the technical details. */
function plainReason(run: RunView): ReactNode {
  const counted = run.state === "succeeded" && run.verdict?.rule === "succeeded" ? undefined : sayChanged(run);
  const evidence = run.verdict?.evidence;
  const line = evidence?.logLine ?? undefined;
  return (
    <>
      {counted ? <p>{counted}</p> : null}
      {evidence ? <Quoted line={evidence.text} /> : null}
      {line === undefined ? null : (
        <p>
          <Link to="." search={(before: object) => ({ ...before, line: line + 1 })}>
            {t("See log line {line}", { line: line + 1 })}
          </Link>
        </p>
      )}
      {run.failureClass === "configuration" && !isOfItems(run) ? (
        <p>
          <Link to="/shop/activity">{t("See who changed what")}</Link>
        </p>
      ) : null}
    </>
  );
}

/** Whose words the sentence is, and what Stoa counted beside them. */
function Said({ run }: { run: RunView }) {
  // To a customer the program's own words say it; what it counted is told by them or not worth telling.
  const counted = usePlace().kind === "customer" ? undefined : sayChanged(run);
  return (
    <p>
      {t("As the integration itself says it.")} {counted ? t("Counted: {counted}", { counted }) : null}
    </p>
  );
}

/** The words of the service that refused, where the line holds its answer. */
function Quoted({ line }: { line: string }) {
  const quoted = quoteService(line);
  return quoted ? <p>{t("The answer it got: “{quoted}”", { quoted })}</p> : null;
}

function RuleOnly({ counted, rule }: { counted: string | undefined; rule: string }) {
  return (
    <p>
      {t("{counted} Rule", { counted })} <code>{rule}</code>.
    </p>
  );
}

/** While what failed is tried again by itself, its settings can be mended already. */
function whileTried({ state, waiting, installation }: RunView, place: OpenPlace): ReactNode {
  if (state !== "queued" || waiting?.reason !== "retry" || place.kind !== "customer") return undefined;
  return (
    <Button component={Link} to={`/shop/installations/${installation.id}`} search={settingsAt() as never} variant="default">
      {t("Look at the settings")}
    </Button>
  );
}

/** What its customer can do: allow again what was taken back, or mend the settings. */
function ownAction({ verdict, failureClass }: RunView, installation: string): ReactNode {
  if (verdict?.rule === "withheld-request")
    return (
      <Button component={Link} to={installation}>
        {t("See what it may do")}
      </Button>
    );
  return (
    <Button component={Link} to={installation} search={settingsAt(verdict?.fields) as never}>
      {failureClass === "credentials" ? t("Enter the sign-in details anew") : t("Change the settings")}
    </Button>
  );
}

function actionOf(run: RunView, place: OpenPlace): ReactNode {
  if (run.state !== "failed") return whileTried(run, place);
  const installation = `${place.href}/installations/${run.installation.id}`;
  if (isOfItems(run)) {
    return (
      <Button variant="default" onClick={() => document.getElementById(failedItemsId)?.scrollIntoView({ block: "start" })}>
        {t("See the entries")}
      </Button>
    );
  }
  if (place.kind === "customer" && run.owner === "customer") return ownAction(run, installation);
  if (place.kind === "publisher" && run.owner === "publisher") {
    return (
      <Button component={Link} to={`${place.href}/integrations/${run.integration.id}`} search={{ tab: "builds" } as never}>
        {t("Build a mended release")}
      </Button>
    );
  }
  if (place.kind === "operator" && run.owner === "operator") {
    return (
      <Button component={Link} to="/operator/status">
        {t("See the platform's status")}
      </Button>
    );
  }
  return (
    <Button component={Link} to={installation} variant="default">
      {t("See its other runs")}
    </Button>
  );
}
