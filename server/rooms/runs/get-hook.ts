import { transaction, type Ctx } from "../../base/index.ts";
import { requireInstallation } from "./scope.ts";
import { findHook } from "./store/deliveries.ts";

/** When the address's token was made; null: it has none yet. */
export async function getHook(ctx: Ctx, input: { installationId: string }): Promise<{ rotatedAt: number | null }> {
  return transaction(ctx, async (inner) => {
    await requireInstallation(inner, input.installationId);
    return { rotatedAt: (await findHook(inner.tx, input.installationId))?.rotatedAt ?? null };
  });
}
