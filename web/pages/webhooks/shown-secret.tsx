import { Button } from "@mantine/core";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Notice } from "../../parts/notice.tsx";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** A signing secret, the one time it is shown. */
export function ShownSecret({ secret, note, onDone }: { secret: string; note?: string; onDone: () => void }) {
  return (
    <div className={styles.dialog}>
      <Notice meaning="needs">
        {t("Copy the signing secret now: it is not shown again.")} {note}
      </Notice>
      <div className={styles.copyLine}>
        <code className={styles.code}>{secret}</code>
        <CopyButton text={secret} label={t("Copy the signing secret")} />
      </div>
      <div className={styles.dialogFoot}>
        <Button onClick={onDone}>{t("I have copied it")}</Button>
      </div>
    </div>
  );
}
