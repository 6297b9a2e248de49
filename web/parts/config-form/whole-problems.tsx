import { t } from "../../words/t.ts";
import type { FormProblem } from "./config-form.tsx";
import styles from "./config-form.module.css";

/** What keeps the form from being saved: how many fields, in a sentence, and what is no field's. */
export function WholeProblems({ problems }: { problems: readonly FormProblem[] }) {
  if (problems.length === 0) return null;
  const whole = problems.filter((problem) => problem.path === "");
  const fields = problems.length - whole.length;
  return (
    <div className={styles.problems} role="alert">
      {fields > 0 ? <p>{sayFields(fields)}</p> : null}
      {whole.map((problem) => (
        <p key={problem.message}>{[problem.message, problem.fix].filter(Boolean).join(" ")}</p>
      ))}
    </div>
  );
}

function sayFields(fields: number): string {
  if (fields === 1) return t("One thing is not right yet; it is marked above.");
  return t("{fields} things are not right yet; they are marked above.", { fields: numbers[fields] ?? fields });
}

const numbers: Record<number, string> = { 2: t("Two"), 3: t("Three"), 4: t("Four"), 5: t("Five") };
