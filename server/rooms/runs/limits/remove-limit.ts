import { notFound, requireRole, transaction, type Ctx } from "../../../base/index.ts";
import { deleteLimit } from "../store/limits.ts";
import { setterOf } from "./limit-values.ts";
import { tell } from "./set-limit.ts";

/** Takes a limit away that the same one set: a host its own, the operator its own. @throws StoaError forbidden, not_found */
export async function removeLimit(ctx: Ctx, input: { limitId: string }): Promise<void> {
  requireRole(ctx, "operator", "host_owner");
  await transaction(ctx, async (inner) => {
    const row = await deleteLimit(inner.tx, input.limitId, setterOf(inner));
    if (!row) throw notFound("limit of yours");
    await tell(inner, "limit.remove", row, { before: row });
  });
}
