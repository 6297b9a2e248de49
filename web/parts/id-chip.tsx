import { CheckIcon, CopyIcon } from "./icons.ts";
import { useCopy } from "./use-copy.ts";
import { Tip } from "./tip.tsx";
import { t } from "../words/t.ts";
import styles from "./id-chip.module.css";

/** The last six letters of an id; one click copies the whole of it. */
export function IdChip({ id }: { id: string }) {
  const { copied, copy } = useCopy();
  const Icon = copied ? CheckIcon : CopyIcon;
  return (
    <Tip label={copied ? t("Copied") : t("Copy {id}", { id })}>
      <button
        type="button"
        className={styles.chip}
        aria-label={t("{end}, copy the whole id", { end: id.slice(-6) })}
        onClick={(event) => {
          event.stopPropagation();
          event.preventDefault();
          copy(id);
        }}
      >
        {id.slice(-6)}
        <Icon size={12} aria-hidden className={styles.icon} />
      </button>
    </Tip>
  );
}
