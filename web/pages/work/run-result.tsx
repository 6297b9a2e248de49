import type { RunView } from "@stoa/contract";
import { isObject } from "../../parts/config-form/schema-types.ts";
import { formatCount } from "../../parts/format/count.ts";
import { Panel } from "../../parts/panel.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";
import { RunNow } from "./run-now.tsx";

const mostShown = 100;

/** What the program gave back: of a preview what a run would do, with the button that does it. Choices for a form are the form's matter. */
export function RunResult({ run }: { run: RunView }) {
  if (run.state !== "succeeded" || run.mode === "options") return null;
  if (run.mode === "preview") return <Would run={run} />;
  if (run.result === undefined || run.result === null) return null;
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
  return (
    <Panel title={t("What a run would do")}>
      <div className={styles.close}>
        {total === 0 ? <p>{t("Nothing: it found nothing to do.")}</p> : null}
        <ul className={styles.list}>
          {would.slice(0, mostShown).map((one, index) => (
            <li key={index}>{sayOne(one)}</li>
          ))}
        </ul>
        {total > mostShown ? <p className={styles.quiet}>{t("And {count} more.", { count: formatCount(total - mostShown) })}</p> : null}
        {mayRun ? (
          <div className={styles.row}>
            <RunNow installationId={run.installation.id} />
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

function readWould(result: unknown): { would: readonly unknown[]; total: number } {
  if (!isObject(result) || !Array.isArray(result["would"])) return { would: [], total: 0 };
  const would = result["would"] as readonly unknown[];
  return { would, total: typeof result["total"] === "number" ? result["total"] : would.length };
}

/** `{ "create": "order 12" }` is read as “create: order 12”. */
function sayOne(one: unknown): string {
  if (!isObject(one)) return sayValue(one);
  return Object.entries(one)
    .map(([name, value]) => `${name}: ${sayValue(value)}`)
    .join(", ");
}

function sayValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
