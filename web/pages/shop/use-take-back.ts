import { newOperationId } from "../../api/operation-id.ts";
import { useAct } from "../../api/use-read.ts";
import { usePlace } from "../../places/place.ts";

/** Takes an agreement back: the installation being set up is uninstalled, nothing of it has run. */
export function useTakeBack(installationId: string | undefined, onDone: () => void): () => void {
  const place = usePlace();
  const act = useAct([`${place.api}/installations`]);
  return () => {
    if (!installationId || act.isPending) return;
    act.mutate(
      { method: "POST", path: `${place.api}/installations/${installationId}/uninstall`, body: { operationId: newOperationId() } },
      { onSuccess: onDone },
    );
  };
}
