import type { HealthView } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { requireInstallation } from "../runs/index.ts";
import { tenantOf } from "./list-home.ts";
import { showHealth } from "./show-health.ts";
import { listHealth, readNextRuns } from "./store/health.ts";

/** How one installation fares, and when it runs next. @throws StoaError not_found */
export function getHealth(ctx: Ctx, input: { installationId: string }): Promise<HealthView> {
  return transaction(ctx, async (inner) => {
    await requireInstallation(inner, input.installationId);
    const [row] = await listHealth(inner.tx, tenantOf(inner), [input.installationId]);
    const next = await readNextRuns(inner.tx, tenantOf(inner), [input.installationId]);
    return showHealth(row, next.get(input.installationId));
  });
}
