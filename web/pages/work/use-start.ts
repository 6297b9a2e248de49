import type { InstallationChanged } from "@stoa/contract";
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { newOperationId } from "../../api/operation-id.ts";
import { usePlace } from "../../places/place.ts";

/** Switches on an installation that is set up: from then on it runs by its schedule. */
export function useStart(installationId: string): UseMutationResult<InstallationChanged, unknown, void> {
  const place = usePlace();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      api.send<InstallationChanged>("PATCH", `${place.api}/installations/${installationId}`, {
        operationId: newOperationId(),
        start: true,
      }),
    onSuccess: () => void client.invalidateQueries({ queryKey: [`${place.api}/installations/${installationId}`] }),
  });
}
