import { audit, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { requireInstallation } from "../runs/index.ts";
import { requireReader } from "./require-reader.ts";
import { dropMute, putMute } from "./store/readers.ts";

/** The person is told nothing of an installation until then, or for good (null); undefined ends that. @throws StoaError forbidden, not_found, invalid_input */
export async function muteInstallation(ctx: Ctx, input: { installationId: string; until?: number | null }): Promise<void> {
  const whose = requireReader(ctx);
  const { installationId, until } = input;
  if (Number.isNaN(until))
    throw new StoaError("invalid_input", { what: "`until` is no moment.", fix: "Give one such as 2026-05-01T00:00:00Z." });
  await transaction(ctx, async (inner) => {
    await requireInstallation(inner, installationId);
    if (until === undefined) await dropMute(inner.tx, whose, installationId);
    else await putMute(inner.tx, whose, { installationId, until });
    const { customerId, sideId } = whose;
    const muted = until === undefined ? null : until === null ? "for good" : new Date(until).toISOString();
    await audit(inner, { verb: "notices.mute", subject: installationId, customerId, sideId, after: { muted } });
  });
}
