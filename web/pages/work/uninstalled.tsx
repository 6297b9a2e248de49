import type { ErasureView, InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { saveFile } from "../../parts/data-table/save-file.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { DownloadIcon } from "../../parts/icons.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { sayKept, sortKept } from "../../words/kept-words.ts";
import { t } from "../../words/t.ts";
import { ExportInstallation } from "./export-installation.tsx";
import styles from "../page.module.css";

/** What is kept of an installation that was uninstalled, until when, and at last the proof that it is gone. */
export function Uninstalled({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const isOwner = place.kind === "customer" && mayAct(place, "customer_owner");
  useFreshBell(installation.erasedAt !== null);
  if (installation.erasedAt !== null)
    return (
      <>
        <Notice meaning="fine">
          {t("It was uninstalled, and what was kept of it was erased")} <TimeAgo at={installation.erasedAt} />.
        </Notice>
        {place.kind === "customer" ? <Proof installation={installation} /> : null}
      </>
    );
  return (
    <>
      <Notice
        meaning="waiting"
        action={isOwner ? <ExportInstallation installation={installation} label={t("Export what is kept")} /> : undefined}
      >
        {t("It was uninstalled")} {installation.removedAt ? <TimeAgo at={installation.removedAt} /> : null}
        {t(". Its keys and passwords are erased; its runs, settings and what it remembered can still be read.")}
        {installation.erasesAt === null ? null : (
          <>
            {" "}
            {t("They are erased")} <TimeAgo at={installation.erasesAt} />.
          </>
        )}
      </Notice>
      {isOwner ? <EraseNow installation={installation} /> : null}
    </>
  );
}

/** Its notices went with it: the bell counts anew as soon as they are gone. */
function useFreshBell(erased: boolean): void {
  const { api } = usePlace();
  const client = useQueryClient();
  const before = useRef(erased);
  useEffect(() => {
    if (erased && !before.current) void client.invalidateQueries({ queryKey: [`${api}/notices`] });
    before.current = erased;
  }, [erased, client, api]);
}

function EraseNow({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const [operationId] = useState(newOperationId);
  const erase = useAct([`${place.api}/installations`]);
  const name = installation.name || installation.title;
  const path = `${place.api}/installations/${installation.id}`;
  // Of the page itself: it is over within seconds.
  useRead<InstallationView>(path, undefined, { when: erase.isSuccess, every: 1_000 });
  return (
    <div className={styles.row}>
      <Button variant="default" disabled={erase.isSuccess} onClick={() => setAsked(true)}>
        {erase.isSuccess ? t("It is being erased") : t("Delete what is kept")}
      </Button>
      {erase.error ? <ErrorState error={sayError(erase.error)} /> : null}
      <Confirm
        open={asked}
        title={t("Delete what is kept of {name}?", { name })}
        verb={t("Delete it for good")}
        typeName={name}
        goes={[t("Its runs, logs and settings, and what it kept between runs"), t("Notices of it, and what help was asked for")]}
        stays={[
          t("What it did in the other service"),
          t("Who did what and when, in the activity; how many runs there were"),
          t("A file of everything made before, for a week at most"),
          t("Backups that the people who run this made before, until these are over"),
        ]}
        before={<ExportInstallation installation={installation} label={t("Export before")} />}
        busy={erase.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() =>
          erase.mutate({ method: "POST", path: `${path}/erase`, body: { operationId } }, { onSettled: () => setAsked(false) })
        }
      />
    </div>
  );
}

function Proof({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const proof = useRead<ErasureView>(`${place.api}/installations/${installation.id}/erasure`);
  return (
    <Panel title={t("Proof of erasure")}>
      <Loaded query={proof}>
        {({ proof: found }) =>
          found === null ? null : (
            <div className={styles.stack}>
              <p>{found.asked ? t("An owner asked for it.") : t("The time it is held for was over.")}</p>
              <Facts
                rows={[
                  ...sortKept(found.erased).map(([kind, count]) => ({
                    name: sayKept(kind),
                    value: t("{count} erased, none left", { count }),
                  })),
                  { name: t("Fingerprint"), value: <code className={styles.code}>{found.digest}</code> },
                ]}
              />
              <div className={styles.row}>
                <Button
                  variant="default"
                  leftSection={<DownloadIcon size={16} />}
                  onClick={() => saveFile(`${installation.id}-erased.json`, "application/json", `${JSON.stringify(found, null, 2)}\n`)}
                >
                  {t("Save the proof")}
                </Button>
              </div>
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}
