import { t } from "../../words/t.ts";
import type { FormProblem } from "./config-form.tsx";
import { goToField } from "./go-to-problem.ts";
import { labelOf } from "./label-of.ts";
import type { FormSchema } from "./schema-types.ts";
import styles from "./config-form.module.css";

/** What keeps the form from being saved: which fields by their names, each leading there, and what is no field's. */
export function WholeProblems({ problems, schema }: { problems: readonly FormProblem[]; schema: FormSchema }) {
  if (problems.length === 0) return null;
  const whole = problems.filter((problem) => problem.path === "");
  const fields = [...new Set(problems.map(({ path }) => path.split("/")[1] ?? "").filter(Boolean))];
  return (
    <div className={styles.problems} role="alert">
      {fields.length > 0 ? (
        <p>
          {t("Not right yet:")}{" "}
          {fields.map((name, index) => (
            <span key={name}>
              {index > 0 ? ", " : null}
              <button type="button" className={styles.named} onClick={(event) => goToField(event.currentTarget.form, name)}>
                {labelOf(name, schema.properties?.[name]?.title)}
              </button>
            </span>
          ))}
        </p>
      ) : null}
      {whole.map((problem) => (
        <p key={problem.message}>{[problem.message, problem.fix].filter(Boolean).join(" ")}</p>
      ))}
    </div>
  );
}
