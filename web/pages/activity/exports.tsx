import type { ExportLink, ExportView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { saveFile } from "../../parts/data-table/save-file.ts";
import { formatBytes } from "../../parts/format/bytes.ts";
import { DownloadIcon } from "../../parts/icons.ts";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** Everything the customer has as one file: asked for, made in the background, fetched within a week. */
export function Exports() {
  const place = usePlace();
  const exports = useRead<{ items: ExportView[] }>(`${place.api}/exports`, undefined, { every: 3_000 });
  const ask = useAct([`${place.api}/exports`]);
  const [newest] = exports.data?.items ?? [];
  const going = newest?.state === "waiting" || newest?.state === "running";
  return (
    <Panel title={t("Take everything along")}>
      <div className={styles.close}>
        <p className={styles.quiet}>
          {t(
            "Installations with settings, runs, logs and state, accounts without their keys, notices and this list, as one archive. Kept for a week.",
          )}
        </p>
        {newest ? <Shown made={newest} /> : null}
        {ask.error ? <p role="alert">{sayError(ask.error).what}</p> : null}
        <div className={styles.row}>
          <Button
            variant="default"
            disabled={going}
            loading={ask.isPending}
            onClick={() => ask.mutate({ method: "POST", path: `${place.api}/exports` })}
          >
            {t("Make an export")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function Shown({ made }: { made: ExportView }) {
  if (made.state === "waiting") return <p>{t("It is made in a moment. You can close this page.")}</p>;
  if (made.state === "running")
    return (
      <>
        <p>{t("{done} of {total} installations. You can close this page.", { done: made.done, total: made.total })}</p>
        <progress value={made.done} max={Math.max(1, made.total)} aria-label={t("How far the export is")} />
      </>
    );
  if (made.state === "failed") return <p role="alert">{made.error}</p>;
  if (made.state === "gone") return null;
  return <Done made={made} />;
}

function Done({ made }: { made: ExportView }) {
  const place = usePlace();
  const [fault, setFault] = useState<string>();
  const save = async (): Promise<void> => {
    const { path } = await api.send<ExportLink>("POST", `${place.api}/exports/${made.id}/link`);
    saveFile(`${made.id}.tar`, "application/x-tar", await (await api.raw(path)).blob());
  };
  return (
    <div className={styles.row}>
      <span>
        {t("Ready, {size}, made", { size: formatBytes(made.bytes ?? 0) })} <TimeAgo at={made.endedAt ?? made.createdAt} />
      </span>
      <Button
        leftSection={<DownloadIcon size={16} />}
        onClick={() => void save().catch((error: unknown) => setFault(sayError(error).what))}
      >
        {t("Download the export")}
      </Button>
      {fault ? <span role="alert">{fault}</span> : null}
    </div>
  );
}
