import { audit, firstIdOf, newId, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { customerOf } from "./ask-for-help.ts";
import { requireDisk, type Disk } from "./full-disk.ts";
import { readSelf } from "./read-self.ts";
import { countExports, insertExport } from "./store/exports.ts";

const mostADay = 5;
const dayMs = 86_400_000;

/** Asks for everything the customer has, as one file; it is made in the background. @throws StoaError forbidden, conflict while one is under way, rate_limited, unavailable on a nearly full disk */
export async function requestExport(ctx: Ctx, { disk }: { disk?: Disk | undefined } = {}): Promise<{ exportId: string }> {
  requireRole(ctx, "customer_owner");
  requireDisk(disk);
  const customerId = customerOf(ctx);
  const { scope } = ctx;
  const sideId = scope.kind === "customer" ? scope.sideId : "";
  const askedBy = (await readSelf(ctx))?.name ?? "A program";
  return transaction(ctx, async (inner) => {
    const id = newId(inner.clock);
    if ((await countExports(inner.tx, customerId, firstIdOf(inner.clock.now() - dayMs))) >= mostADay)
      throw new StoaError("rate_limited", {
        what: `An export was asked for ${mostADay} times within a day.`,
        fix: "Fetch the last one, or come back tomorrow.",
      });
    if (!(await insertExport(inner.tx, { id, sideId, customerId, askedBy, now: inner.clock.now() })))
      throw new StoaError("conflict", { what: "An export is under way.", fix: "Wait until it is done." });
    await audit(inner, { verb: "export.request", subject: id, sideId, customerId });
    return { exportId: id };
  });
}
