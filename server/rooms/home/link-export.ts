import { createHash, randomBytes } from "node:crypto";
import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { customerOf } from "./ask-for-help.ts";
import { setCode } from "./store/exports.ts";

const goodMs = 300_000;

export const hashCode = (code: string): Buffer => createHash("sha256").update(code).digest();

/** A code that fetches an export once, within five minutes, by who may see it; it ends any before it. @throws StoaError forbidden, not_found */
export async function linkExport(ctx: Ctx, input: { exportId: string }): Promise<{ code: string }> {
  requireRole(ctx, "customer_owner");
  const customerId = customerOf(ctx);
  const code = randomBytes(24).toString("base64url");
  await transaction(ctx, async (inner) => {
    const now = inner.clock.now();
    if (!(await setCode(inner.tx, customerId, input.exportId, { hash: hashCode(code), until: now + goodMs, now })))
      throw notFound("export");
    await audit(inner, { verb: "export.link", subject: input.exportId, customerId });
  });
  return { code };
}
