import { requireRole, type Ctx } from "../../base/index.ts";
import { change, type Changed } from "./change-installation.ts";
import { takeUntil } from "./take-until.ts";

/**
 * No new runs start until it is resumed, or until then; a run that is going ends by itself. One that is paused gets another end, or none.
 * @throws StoaError forbidden, not_found, conflict, invalid_input for an end that is no moment of the coming year
 */
export async function pauseInstallation(
  ctx: Ctx,
  input: { operationId: string; installationId: string; until?: string | undefined },
): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  return change(ctx, input, "pause", async ({ clock }, row) => {
    const at = clock.now();
    const until = input.until === undefined ? null : takeUntil(input.until, row.zone, at);
    return { id: row.id, pause: { at, until } };
  });
}
