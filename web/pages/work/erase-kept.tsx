import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { RemoveIcon } from "../../parts/icons.ts";
import { usePlace } from "../../places/place.ts";
import { ExportInstallation } from "./export-installation.tsx";
import { t } from "../../words/t.ts";

/** Deletes what is still kept of one that was uninstalled; nothing brings it back, so its name is typed. */
export function EraseKept({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const act = useAct([`${place.api}/home`]);
  const name = installation.name || installation.title;
  const erase = () =>
    act.mutate(
      { method: "POST", path: `${place.api}/installations/${installation.id}/erase`, body: { operationId: newOperationId() } },
      { onSuccess: () => void navigate({ to: `${place.href}/installations` }) },
    );
  return (
    <>
      <Button variant="default" leftSection={<RemoveIcon size={16} />} onClick={() => setAsked(true)}>
        {t("Delete what is kept")}
      </Button>
      <Confirm
        open={asked}
        title={t("Delete what is kept of {name}?", { name })}
        verb={t("Delete it for good")}
        goes={[t("Its runs, logs and settings, and what it kept between runs"), t("Notices of it, and what help was asked for")]}
        stays={[
          t("What it did in the other service"),
          t("That it was installed and deleted, in the activity"),
          t("A file of everything made before, for a week at most"),
        ]}
        typeName={name}
        before={
          <>
            <ExportInstallation installation={installation} label={t("Export before")} />
            {act.error ? <p role="alert">{sayError(act.error).what}</p> : null}
          </>
        }
        busy={act.isPending}
        onClose={() => setAsked(false)}
        onConfirm={erase}
      />
    </>
  );
}
