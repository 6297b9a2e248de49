import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { useAct } from "../../api/use-read.ts";
import { Asks } from "../../parts/asks.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useTab } from "../../parts/tabs.tsx";
import { UndoNotice } from "../../parts/undo-notice.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";
import { PauseEnds, sayPause } from "./pause-ends.tsx";
import { Uninstalled } from "./uninstalled.tsx";
import { t } from "../../words/t.ts";

/** What stands in an installation's way or waits for its owner: set-up, pause, a release that asks for more. */
export function InstallationNotices({ installation, drives }: { installation: InstallationView; drives: boolean }) {
  const place = usePlace();
  const tab = useTab("overview");
  const act = useAct([`${place.api}/installations`]);
  const resume = () =>
    act.mutate({ method: "POST", path: `${place.api}/installations/${installation.id}/resume`, body: { operationId: newOperationId() } });
  if (installation.state === "removed") return <Uninstalled installation={installation} />;
  return (
    <>
      {installation.state === "draft" && drives ? (
        <Notice
          meaning="needs"
          action={
            <Button
              component={Link}
              to={`/shop/install/${installation.listingId}`}
              search={{ installation: installation.id } as never}
              size="xs"
            >
              {t("Go on setting it up")}
            </Button>
          }
        >
          {t("It is not set up yet, so it does not run.")}
        </Notice>
      ) : null}
      {installation.state === "paused" ? (
        drives ? (
          <>
            <UndoNotice done={sayPause(installation)} onUndo={resume} label={t("Resume")} />
            <div className={tab === "overview" ? undefined : styles.elsewhere}>
              <PauseEnds installation={installation} />
            </div>
          </>
        ) : (
          <Notice meaning="waiting">{t("The customer paused it.")}</Notice>
        )
      ) : null}
      {drives ? <CoversMore grants={installation.grants} /> : null}
      {installation.waiting && drives ? <WaitingRelease installation={installation} waiting={installation.waiting} /> : null}
    </>
  );
}

function CoversMore({ grants }: Pick<InstallationView, "grants">) {
  if (!grants.some(({ state }) => state === "changed")) return null;
  return (
    <Notice meaning="needs">
      {t("The product made something you allowed cover more; it is refused until you agree, under “Allowed in this product” on this page.")}
    </Notice>
  );
}

function WaitingRelease({ installation, waiting }: { installation: InstallationView; waiting: NonNullable<InstallationView["waiting"]> }) {
  const place = usePlace();
  const [open, setOpen] = useState(false);
  const accept = useAct([`${place.api}/installations`]);
  const agree = () =>
    accept.mutate(
      {
        method: "POST",
        path: `${place.api}/installations/${installation.id}/accept-upgrade`,
        body: { operationId: newOperationId(), consent: waiting.consent },
      },
      { onSuccess: () => setOpen(false) },
    );
  return (
    <Notice
      meaning="needs"
      action={
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          {t("See what it asks")}
        </Button>
      }
    >
      {t("Version {version} asks for something new. Until you agree, version {version2} goes on running.", {
        version: waiting.version,
        version2: installation.release.version,
      })}
      <Dialog
        open={open}
        title={t("What version {version} may do", { version: waiting.version })}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button variant="default" onClick={() => setOpen(false)}>
              {t("Stay on {version}", { version: installation.release.version })}
            </Button>
            <Button loading={accept.isPending} onClick={agree}>
              {t("Allow and take {version}", { version: waiting.version })}
            </Button>
          </>
        }
      >
        <div className={styles.dialog}>
          {waiting.asksMore.length > 0 ? (
            <Panel title={t("New")}>
              <ul>
                {waiting.asksMore.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </Panel>
          ) : null}
          <Asks asks={waiting.asks} />
        </div>
      </Dialog>
    </Notice>
  );
}
