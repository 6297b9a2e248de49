import { requireRole, type Ctx } from "../../base/index.ts";
import { requireOpenCustomer } from "../identity/index.ts";
import { once } from "./once.ts";
import { lockRows, resumeRows } from "./store/pauses.ts";
import { tell } from "./tell.ts";

/** Whatever is paused goes on, times missed meanwhile left out. @throws StoaError forbidden, refused while its host keeps the customer closed */
export async function resumeEverything(ctx: Ctx, input: { operationId: string }): Promise<{ installationIds: string[] }> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  return once(ctx, { operationId: input.operationId, verb: "resume-everything", body: {} }, async (inner, customerId) => {
    await requireOpenCustomer(inner, customerId);
    const paused = await lockRows(inner.tx, customerId, "paused");
    const resumed = await resumeRows(
      inner.tx,
      paused.map(({ id }) => id),
    );
    for (const row of resumed) await tell(inner, "resume", row, { before: { state: "paused" }, after: { state: row.state } });
    return { installationIds: resumed.map(({ id }) => id) };
  });
}
