import type { InstallationView, RunView } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { formatCount } from "../../parts/format/count.ts";
import { Panel } from "../../parts/panel.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";
import { RunNow } from "./run-now.tsx";
import { isLetter, readWould, sayWould } from "./say-would.ts";

const mostShown = 100;

/** What a preview says that a run would do, with the button that does it. */
export function RunResult({ run }: { run: RunView }) {
  return run.state === "succeeded" && run.mode === "preview" ? <Would run={run} /> : null;
}

/** Choices for a form are the form's matter, and a preview's are said in words. */
function isResultShown({ state, mode, result }: RunView): boolean {
  return state === "succeeded" && mode !== "options" && mode !== "preview" && result !== undefined && result !== null;
}

/** What a program gave back as it is, for those who can read it. */
export function RawResult({ run }: { run: RunView }) {
  if (!isResultShown(run)) return null;
  return (
    <Panel title={t("Result")}>
      <code className={`${styles.code} ${styles.lines}`} tabIndex={0}>
        {JSON.stringify(run.result, null, 2)}
      </code>
    </Panel>
  );
}

function Would({ run }: { run: RunView }) {
  const place = usePlace();
  const { would, total } = readWould(run.result);
  const mayRun = place.kind === "customer" && mayAct(place, "customer_owner", "customer_configurer");
  const found = useRead<InstallationView>(`${place.api}/installations/${run.installation.id}`, undefined, { when: mayRun }).data;
  return (
    <Panel title={t("What a run would do")}>
      <div className={styles.close}>
        {total === 0 ? <p>{t("Nothing: it found nothing to do.")}</p> : null}
        <ul className={styles.list}>
          {would.slice(0, mostShown).map((one, index) => (
            <li key={index}>
              <WouldLine one={one} />
            </li>
          ))}
        </ul>
        {total > mostShown ? <p className={styles.quiet}>{t("And {count} more.", { count: formatCount(total - mostShown) })}</p> : null}
        {mayRun ? (
          <div className={styles.row}>
            <RunNow installationId={run.installation.id} starts={found?.state === "draft"} />
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

/** What would be done, in the program's words where it has some; the text it would send can be opened. */
function WouldLine({ one }: { one: unknown }) {
  if (!isLetter(one)) return sayWould(one);
  return (
    <details className={styles.letter}>
      <summary>{sayWould(one)}</summary>
      <pre tabIndex={0}>{one.text}</pre>
    </details>
  );
}
