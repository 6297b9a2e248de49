import { showId, type LimitBody } from "@stoa/contract";
import { StoaError, type TxCtx } from "../../../base/index.ts";
import { listShared } from "../store/limits.ts";

/** A limit that does not speak of a customer, so that it means the same on a host's other side. */
export interface SharedLimit {
  id: string;
  kind: "plan" | "integration";
  /** The plan's name, or the integration's id. */
  subject: string;
  body: LimitBody;
}

/** What the host said of plans and integrations on this side; `lock` holds it until the transaction ends. @throws StoaError forbidden */
export async function readSharedLimits(ctx: TxCtx, lock?: "lock"): Promise<SharedLimit[]> {
  if (ctx.scope.kind !== "side") throw new StoaError("forbidden", "These limits are a host's, seen from one of its sides.");
  const rows = await listShared(ctx.tx, ctx.scope.sideId, lock === "lock");
  return rows.map((row) => {
    const { weight, atOnce, perMinute, waiting, waitMinutes } = row;
    const values = { weight, atOnce, perMinute, waiting, waitMinutes };
    const plan = row.kind === "plan";
    const subject = plan ? (row.plan ?? "") : showId("integration", row.subjectId ?? "");
    return {
      id: row.id,
      kind: plan ? "plan" : "integration",
      subject,
      body: { kind: row.kind, ...(plan ? { plan: subject } : { subject }), ...values },
    };
  });
}
