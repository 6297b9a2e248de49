import { audit, notFound, requireRole, transaction, type Ctx } from "../../../base/index.ts";
import { setSeen } from "../store/wishes.ts";
import { customerRoles, votingCustomer } from "./vote-rules.ts";

/** A customer's people have read that what they asked for is there. @throws StoaError not_found */
export async function closeWishNotice(ctx: Ctx, input: { wishId: string }): Promise<void> {
  requireRole(ctx, ...customerRoles);
  await transaction(ctx, async (inner) => {
    const { sideId, customerId } = votingCustomer(inner);
    if (!(await setSeen(inner.tx, input.wishId, customerId, inner.clock.now()))) throw notFound("wish");
    await audit(inner, { verb: "wish.close_notice", subject: input.wishId, sideId, customerId });
  });
}
