import { FailedIcon, FineIcon, NeedsIcon, RunningIcon, WaitingIcon } from "./icons.ts";
import { sayMeaning, type Meaning } from "../theme/meanings.ts";
import styles from "./meaning-badge.module.css";

export const meaningIcons = {
  fine: FineIcon,
  running: RunningIcon,
  waiting: WaitingIcon,
  needs: NeedsIcon,
  failed: FailedIcon,
} as const;

/** Icon, word and colour of a meaning; `word` replaces the general word by the exact one ("Queued", "Paused"). */
export function MeaningBadge({ meaning, word, quiet = false }: { meaning: Meaning; word?: string; quiet?: boolean }) {
  const Icon = meaningIcons[meaning];
  return (
    <span className={styles.badge} data-meaning={meaning} data-quiet={quiet || undefined}>
      <Icon size={14} aria-hidden className={styles.icon} />
      {word ?? sayMeaning(meaning)}
    </span>
  );
}
