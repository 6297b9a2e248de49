import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { UndoIcon } from "./icons.ts";
import { t } from "../words/t.ts";
import styles from "./undo-notice.module.css";

interface UndoNoticeProps {
  /** What was done: "Paused Invoice sync". */
  done: string;
  onUndo: () => void;
  /** Called when the time to undo is over. */
  onExpire?: () => void;
  /** Seconds in which it can be undone; without it the offer stays. */
  seconds?: number;
  /** The button's word where "Undo" is not the one people look for. */
  label?: string;
}

/** Stands where the change was made and takes it back with one press. */
export function UndoNotice({ done, onUndo, onExpire, seconds, label = t("Undo") }: UndoNoticeProps) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (left === undefined) return;
    if (left <= 0) return onExpire?.();
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left, onExpire]);
  return (
    <div className={styles.notice}>
      <span role="status">{done}</span>
      <Button size="xs" variant="default" leftSection={<UndoIcon size={14} />} onClick={onUndo}>
        {label}
        {left === undefined ? "" : ` (${left} s)`}
      </Button>
    </div>
  );
}
