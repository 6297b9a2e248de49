import type { InstallationView } from "@stoa/contract";
import { ActionIcon, Button, Menu } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { newOperationId } from "../../api/operation-id.ts";
import { useAct } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { saveFile } from "../../parts/data-table/save-file.ts";
import { DownloadIcon, MoreIcon, PauseIcon, RemoveIcon } from "../../parts/icons.ts";
import { mayAct, usePlace } from "../../places/place.ts";

/** Pause, export, uninstall. */
export function InstallationMenu({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const act = useAct([`${place.api}/installations`]);
  const path = `${place.api}/installations/${installation.id}`;
  const go = (verb: string, then?: () => void) =>
    act.mutate({ method: "POST", path: `${path}/${verb}`, body: { operationId: newOperationId() } }, then ? { onSuccess: then } : {});
  const save = () => void exportTo(path, installation.id);
  return (
    <>
      {installation.state === "active" ? (
        <Button variant="default" leftSection={<PauseIcon size={16} />} loading={act.isPending} onClick={() => go("pause")}>
          Pause
        </Button>
      ) : null}
      <Menu>
        <Menu.Target>
          <ActionIcon variant="default" aria-label="More">
            <MoreIcon size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<DownloadIcon size={14} />} onClick={save}>
            Export everything kept about it
          </Menu.Item>
          {mayAct(place, "customer_owner") ? (
            <Menu.Item leftSection={<RemoveIcon size={14} />} onClick={() => setAsked(true)}>
              Uninstall
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        open={asked}
        title={`Uninstall ${installation.name || installation.title}?`}
        verb="Uninstall it"
        goes={["Its secrets, erased at once", "Its schedule and webhook address; it runs no more"]}
        stays={["What it copied so far, here and in the other service", "Its runs, logs and settings, for you to read and export"]}
        before={
          <Button variant="default" leftSection={<DownloadIcon size={16} />} onClick={save}>
            Export before
          </Button>
        }
        busy={act.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => go("uninstall", () => setAsked(false))}
      />
    </>
  );
}

async function exportTo(path: string, id: string): Promise<void> {
  const answer = await api.raw(`${path}/export`);
  saveFile(`${id}.json`, "application/json", await answer.blob());
}
