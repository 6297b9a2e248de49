import type { InstallationView } from "@stoa/contract";
import { ActionIcon, Button } from "@mantine/core";
import { useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { useAct } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { DownloadIcon, MoreIcon, PauseIcon, RemoveIcon } from "../../parts/icons.ts";
import { Menu, MenuItem } from "../../parts/menu.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { ExportInstallation, useExport } from "./export-installation.tsx";
import { t } from "../../words/t.ts";

/** Pause, export, uninstall. */
export function InstallationMenu({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const act = useAct([`${place.api}/installations`]);
  const path = `${place.api}/installations/${installation.id}`;
  const go = (verb: string, then?: () => void) =>
    act.mutate({ method: "POST", path: `${path}/${verb}`, body: { operationId: newOperationId() } }, then ? { onSuccess: then } : {});
  return (
    <>
      {installation.state === "active" ? (
        <Button variant="default" leftSection={<PauseIcon size={16} />} loading={act.isPending} onClick={() => go("pause")}>
          {t("Pause")}
        </Button>
      ) : null}
      {mayAct(place, "customer_owner") ? <More installation={installation} onUninstall={() => setAsked(true)} /> : null}
      <Confirm
        open={asked}
        title={t("Uninstall {name}?", { name: installation.name || installation.title })}
        verb={t("Uninstall it")}
        goes={[
          t("Its passwords and keys, erased at once"),
          t("Earlier values of its settings, in the activity"),
          t("Its schedule, and the address by which other programs start it; it runs no more"),
        ]}
        stays={[
          t("What it copied so far, here and in the other service"),
          t(
            "Its runs, logs, settings and what it remembered, for you to read and export, until they are erased by themselves later; its page says when",
          ),
          ...(installation.form.secrets.length > 0
            ? [t("Keys and passwords where they were made: if nothing else needs them, take them back there")]
            : []),
        ]}
        before={<ExportInstallation installation={installation} label={t("Export before")} />}
        busy={act.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => go("uninstall", () => setAsked(false))}
      />
    </>
  );
}

function More({ installation, onUninstall }: { installation: InstallationView; onUninstall: () => void }) {
  const save = useExport(installation);
  const button = (
    <ActionIcon variant="default" aria-label={t("More")} loading={save.isPending}>
      <MoreIcon size={16} />
    </ActionIcon>
  );
  return (
    <Menu target={button}>
      <MenuItem icon={<DownloadIcon size={14} />} onChoose={() => save.mutate()}>
        {t("Export everything kept about it")}
      </MenuItem>
      <MenuItem icon={<RemoveIcon size={14} />} onChoose={onUninstall}>
        {t("Uninstall")}
      </MenuItem>
    </Menu>
  );
}
