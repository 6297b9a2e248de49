import { audit, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { rotateSideKey } from "../trust/index.ts";
import { requireSide } from "./scope.ts";

/** Makes the key anew that Stoa signs requests to this side's API with. `atOnce`: the old one is good for nothing from now on. @throws StoaError forbidden */
export async function rotateSigningKey(ctx: Ctx, input: { atOnce: boolean }): Promise<{ kid: string }> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = requireSide(ctx);
  return transaction(ctx, async (inner) => {
    const kid = await rotateSideKey(inner, { sideId, atOnce: input.atOnce });
    await audit(inner, { verb: "signing_key.rotate", subject: sideId, sideId, after: { kid, atOnce: input.atOnce } });
    return { kid };
  });
}
