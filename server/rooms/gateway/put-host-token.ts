import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { putSecret, removeSecrets } from "../trust/index.ts";
import { requireCustomer, requireSide } from "./scope.ts";
import { putTokenRow, type HostTokenRow } from "./store/host-tokens.ts";

/**
 * Keeps the token a host hands over to be sent with requests for one of its customers, in place of the one before; runs already going use it
 * from their next request on. @throws StoaError forbidden, not_found, key_missing
 */
export async function putHostToken(ctx: Ctx, input: { customer: string; token: string }): Promise<HostTokenRow> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = requireSide(ctx);
  return transaction(ctx, async (inner) => {
    const customerId = await requireCustomer(inner, sideId, input.customer);
    const owner = { kind: "side", id: sideId } as const;
    const secretId = await putSecret(inner, { owner, name: "host token", value: input.token });
    const now = inner.clock.now();
    const put = await putTokenRow(inner.tx, { sideId, customerId, secretId, now });
    if (!put) throw notFound("customer");
    if (put.before !== null) await removeSecrets(inner, { owner, ids: [put.before] });
    await audit(inner, { verb: "host_token.put", subject: customerId, sideId, customerId, after: { rotated: put.before !== null } });
    return { customerId, secretId, setAt: now };
  });
}
