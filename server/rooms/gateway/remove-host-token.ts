import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { removeSecrets } from "../trust/index.ts";
import { requireCustomer, requireSide } from "./scope.ts";
import { deleteTokenRow } from "./store/host-tokens.ts";

/** Forgets a customer's token: requests that would carry it are refused from now on. @throws StoaError forbidden, not_found */
export async function removeHostToken(ctx: Ctx, input: { customer: string }): Promise<void> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = requireSide(ctx);
  await transaction(ctx, async (inner) => {
    const customerId = await requireCustomer(inner, sideId, input.customer);
    const secretId = await deleteTokenRow(inner.tx, { sideId, customerId });
    if (secretId === undefined) throw notFound("token of this customer");
    await removeSecrets(inner, { owner: { kind: "side", id: sideId }, ids: [secretId] });
    await audit(inner, { verb: "host_token.remove", subject: customerId, sideId, customerId });
  });
}
