import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { sayError } from "../../api/say-error.ts";
import { saveFile } from "../../parts/data-table/save-file.ts";
import { DownloadIcon } from "../../parts/icons.ts";
import { fileName } from "../../parts/format/file-name.ts";
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

/** Saves one file that opens by itself. */
export function useExport({ id, name, title }: InstallationView): UseMutationResult<void, unknown, void> {
  const place = usePlace();
  return useMutation({
    mutationFn: async () => {
      const file = await (await api.raw(`${place.api}/installations/${id}/export/archive`)).blob();
      saveFile(fileName(name || title, new Date(), "zip"), "application/zip", file);
    },
  });
}
