import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { sayError } from "../../api/say-error.ts";
import { saveFile } from "../../parts/data-table/save-file.ts";
import { DownloadIcon } from "../../parts/icons.ts";
import { usePlace } from "../../places/place.ts";

/** Everything kept about an installation, for its owner to take along, before and after it is uninstalled. */
export function ExportInstallation({ installation, label }: { installation: InstallationView; label: string }) {
  const save = useExport(installation);
  return (
    <div>
      <Button variant="default" leftSection={<DownloadIcon size={16} />} loading={save.isPending} onClick={() => save.mutate()}>
        {label}
      </Button>
      {save.error ? (
        <p role="alert">
          {sayError(save.error).what} {sayError(save.error).fix}
        </p>
      ) : null}
    </div>
  );
}

/** Saves one file: JSON, or an archive with the folder when the installation keeps one as state. */
export function useExport({ id }: InstallationView): UseMutationResult<void, unknown, void> {
  const place = usePlace();
  return useMutation({
    mutationFn: async () => {
      const json = await (await api.raw(`${place.api}/installations/${id}/export`)).text();
      const { state } = JSON.parse(json) as { state: { archive?: string } | null };
      if (state?.archive === undefined) return saveFile(`${id}.json`, "application/json", json);
      saveFile(`${id}.tar`, "application/x-tar", await (await api.raw(state.archive)).blob());
    },
  });
}
