import { Button } from "@mantine/core";
import { useState } from "react";
import { Dialog } from "../dialog.tsx";
import { countOf } from "../format/count.ts";
import type { BulkAction } from "./table-types.ts";
import { t } from "../../words/t.ts";
import styles from "./data-table.module.css";

interface BulkBarProps<Row> {
  noun: string;
  nouns?: string | undefined;
  rows: readonly Row[];
  actions: readonly BulkAction<Row>[];
  onClear: () => void;
}

/** Stands over the table while rows are chosen; each act is previewed before it is done. */
export function BulkBar<Row>({ noun, nouns, rows, actions, onClear }: BulkBarProps<Row>) {
  const [asked, setAsked] = useState<BulkAction<Row>>();
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    try {
      await asked?.act(rows);
      onClear();
    } finally {
      setBusy(false);
      setAsked(undefined);
    }
  };
  return (
    <div className={styles.bulk}>
      <strong>{t("{count} chosen", { count: countOf(rows.length, noun, nouns) })}</strong>
      {actions.map((action) => (
        <Button key={action.label} size="xs" variant="default" onClick={() => setAsked(action)}>
          {action.label}
        </Button>
      ))}
      <Button size="xs" variant="subtle" onClick={onClear}>
        {t("Choose none")}
      </Button>
      <Dialog
        open={asked !== undefined}
        title={asked ? `${asked.label}: ${countOf(rows.length, noun, nouns)}` : ""}
        onClose={() => setAsked(undefined)}
        footer={
          <>
            <Button variant="default" onClick={() => setAsked(undefined)}>
              {t("Cancel")}
            </Button>
            <Button variant={asked?.danger ? "danger" : "filled"} loading={busy} onClick={() => void act()}>
              {asked?.label}
            </Button>
          </>
        }
      >
        <div className={styles.preview}>{asked?.preview(rows)}</div>
      </Dialog>
    </div>
  );
}
