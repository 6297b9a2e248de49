import type { ExportLink, ExportView, HostView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { saveFile } from "../../parts/data-table/save-file.ts";
import { fileName } from "../../parts/format/file-name.ts";
import { formatBytes } from "../../parts/format/bytes.ts";
import { DownloadIcon } from "../../parts/icons.ts";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** The same as a part of a page. */
export function Exports() {
  return (
    <Panel title={t("Take everything along")}>
      <ExportsBody />
    </Panel>
  );
}

/** Everything the customer has as one file: asked for, made in the background, fetched within a week. */
export function ExportsBody() {
  const place = usePlace();
  const exports = useRead<{ items: ExportView[] }>(`${place.api}/exports`, undefined, { every: 3_000 });
  const ask = useAct([`${place.api}/exports`]);
  const [newest] = exports.data?.items ?? [];
  const going = newest?.state === "waiting" || newest?.state === "running";
  return (
    <div className={styles.close}>
      <p className={styles.quiet}>
        {t(
          "One file (.zip) with what is and was installed: settings, runs as tables, logs and what they keep; accounts without their keys, notices and who changed what. It is kept for a week.",
        )}
      </p>
      {newest ? <Shown made={newest} /> : null}
      {ask.error ? <p role="alert">{[sayError(ask.error).what, sayError(ask.error).fix].filter(Boolean).join(" ")}</p> : null}
      <div className={styles.row}>
        <Button
          variant={newest?.state === "done" ? "default" : "filled"}
          disabled={going}
          loading={ask.isPending}
          onClick={() => ask.mutate({ method: "POST", path: `${place.api}/exports` })}
        >
          {newest?.state === "done" ? t("Make a new one") : t("Make the file")}
        </Button>
      </div>
    </div>
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
  const host = useRead<HostView>(`${place.api}/host`);
  const [fault, setFault] = useState<string>();
  const save = async (): Promise<void> => {
    const { path } = await api.send<ExportLink>("POST", `${place.api}/exports/${made.id}/link`);
    const file = await (await api.raw(path)).blob();
    const words = t("{host} integrations", { host: host.data?.name ?? place.name });
    saveFile(fileName(words, new Date(made.endedAt ?? made.createdAt), file.type.includes("tar") ? "tar" : "zip"), file.type, file);
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
        {t("Download it")}
      </Button>
      {fault ? <span role="alert">{fault}</span> : null}
    </div>
  );
}
