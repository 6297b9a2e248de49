import { Button } from "@mantine/core";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Notice } from "../../parts/notice.tsx";
import styles from "../page.module.css";

/** A signing secret, the one time it is shown. */
export function ShownSecret({ secret, note, onDone }: { secret: string; note?: string; onDone: () => void }) {
  return (
    <div className={styles.dialog}>
      <Notice meaning="needs">Copy the signing secret now: it is not shown again. {note}</Notice>
      <div className={styles.copyLine}>
        <code className={styles.code}>{secret}</code>
        <CopyButton text={secret} label="Copy the signing secret" />
      </div>
      <div className={styles.dialogFoot}>
        <Button onClick={onDone}>I have copied it</Button>
      </div>
    </div>
  );
}
