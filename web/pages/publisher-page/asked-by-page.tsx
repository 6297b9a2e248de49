import { Button } from "@mantine/core";
import type { InstallationView, PageAsk } from "@stoa/contract";
import { Link } from "@tanstack/react-router";
import { Dialog } from "../../parts/dialog.tsx";
import { t } from "../../words/t.ts";
import { RunNow } from "../work/run-now.tsx";
import styles from "../page.module.css";

interface AskedByPageProps {
  asked: PageAsk | undefined;
  installation: InstallationView;
  onClose: () => void;
}

/** What a publisher's page asks for, to be answered here, outside its frame, where it cannot press anything. */
export function AskedByPage({ asked, installation, onClose }: AskedByPageProps) {
  const name = installation.name || installation.title;
  const { publisherName: publisher } = installation;
  return (
    <Dialog
      open={asked !== undefined}
      title={asked?.stoa === "settings" ? t("Open the settings of {name}?", { name }) : t("Run {name} now?", { name })}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t("Not now")}
          </Button>
          {asked?.stoa === "settings" ? (
            <Button component={Link} to="." search={{ tab: "settings" } as never}>
              {t("Open the settings")}
            </Button>
          ) : (
            <RunNow installationId={installation.id} />
          )}
        </>
      }
    >
      <div className={styles.dialog}>
        <p>{t("The page of {publisher} asks for this. Nothing happens unless you say so here.", { publisher })}</p>
      </div>
    </Dialog>
  );
}
