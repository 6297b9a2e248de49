import type { ReactNode } from "react";
import { sayMeaning, type Meaning } from "../theme/meanings.ts";
import { meaningIcons } from "./meaning-badge.tsx";
import { t } from "../words/t.ts";
import styles from "./verdict.module.css";

interface VerdictProps {
  meaning: Meaning;
  /** The exact word, when the general one of the meaning is not it: "Refused", "Timed out". */
  word?: string;
  sentence: string;
  /** Why, in one or two lines: the rule and the log line behind it. */
  reason?: ReactNode;
  /** Whose move it is: "Your move", "Acme's move". */
  move?: string;
  /** The button for that move. */
  action?: ReactNode;
}

/** What truly happened in one sentence, whose move it is, and the button for that move. */
export function Verdict({ meaning, word, sentence, reason, move, action }: VerdictProps) {
  const Icon = meaningIcons[meaning];
  return (
    <section className={styles.verdict} data-meaning={meaning} aria-label={t("Verdict: {word}", { word: word ?? sayMeaning(meaning) })}>
      <Icon size={20} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.word}>{word ?? sayMeaning(meaning)}</p>
        <p className={styles.sentence}>{sentence}</p>
        {reason ? <div className={styles.reason}>{reason}</div> : null}
      </div>
      {move || action ? (
        <div className={styles.move}>
          {move ? <span className={styles.whose}>{move}</span> : null}
          {action}
        </div>
      ) : null}
    </section>
  );
}
