import { randomBytes } from "node:crypto";
import { audit, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { putSecret, removeSecrets } from "../trust/index.ts";
import { hashToken } from "./hash-token.ts";
import { requireInstallation } from "./scope.ts";
import { putHook } from "./store/deliveries.ts";
import { ownerOf, requireRunnable } from "./trigger-run.ts";

/** Makes a new token for an installation's webhook address; the one before stops working at once. The token is shown this once. */
export async function rotateHook(ctx: Ctx, input: { installationId: string }): Promise<{ token: string; rotatedAt: number }> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  const token = `whsec_${randomBytes(32).toString("base64")}`;
  return transaction(ctx, async (inner) => {
    const installation = await requireInstallation(inner, input.installationId);
    if (installation.state === "removed") requireRunnable(installation, "run");
    const owner = { kind: "customer" as const, id: installation.customerId };
    const secretId = await putSecret(inner, { owner, name: "webhook", value: token });
    const rotatedAt = inner.clock.now();
    const old = await putHook(inner.tx, {
      ...ownerOf(installation),
      installationId: input.installationId,
      tokenHash: hashToken(token),
      secretId,
      rotatedAt,
    });
    if (old !== null) await removeSecrets(inner, { owner, ids: [old] });
    await audit(inner, { verb: "hook.rotate", subject: input.installationId, ...ownerOf(installation) });
    return { token, rotatedAt };
  });
}
