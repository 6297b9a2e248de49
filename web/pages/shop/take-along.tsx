import { Button } from "@mantine/core";
import { useState } from "react";
import { Dialog } from "../../parts/dialog.tsx";
import { DownloadIcon } from "../../parts/icons.ts";
import { ExportsBody } from "../activity/exports.tsx";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** Everything the customer has, as one file, where it is looked for. */
export function TakeAlong() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<DownloadIcon size={16} />} onClick={() => setOpen(true)}>
        {t("Take everything along")}
      </Button>
      <Dialog open={open} title={t("Take everything along")} onClose={() => setOpen(false)}>
        <div className={styles.dialog}>
          <ExportsBody />
        </div>
      </Dialog>
    </>
  );
}
