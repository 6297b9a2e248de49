import { StoaError, type TxCtx } from "../../base/index.ts";
import type { RunSettings } from "./settings.ts";
import { countWaiting } from "./store/ready.ts";

interface Seen {
  at: number;
  count: number;
}

/** A count is asked of the table once a second and customer; in between this process adds what it took itself. */
const freshMs = 1_000;
/** Below this share of the limit nothing is remembered between requests. */
const watchShare = 0.5;
const seen = new Map<string, Seen>();

type Limits = Pick<RunSettings, "queueLimitPerCustomer" | "queueLimitPerInstallation">;

/**
 * Refuses a trigger when too many runs wait. Counting is bounded and remembered, so a flood does not pay for itself in counting;
 * several processes together may go over the limit by what they take in a second.
 * @throws StoaError rate_limited naming the limit
 */
export async function requireRoom(ctx: TxCtx, target: { customerId: string; installationId: string }, limits: Limits): Promise<void> {
  await check(ctx, "customer", target.customerId, limits.queueLimitPerCustomer);
  await check(ctx, "installation", target.installationId, limits.queueLimitPerInstallation);
}

async function check(ctx: TxCtx, by: "customer" | "installation", id: string, limit: number): Promise<void> {
  const now = performance.now();
  const known = seen.get(id);
  if (known && now - known.at < freshMs) known.count += 1;
  const fresh = known && now - known.at < freshMs ? known : { at: now, count: await countWaiting(ctx.tx, by, id, limit) };
  if (fresh.count >= limit * watchShare) seen.set(id, fresh);
  else seen.delete(id);
  if (fresh.count < limit) return;
  throw new StoaError("rate_limited", {
    what: `${limit.toLocaleString("en")} runs of this ${by} already wait; no more are taken.`,
    fix: "Wait until some have run, cancel some, or ask the operator for more room.",
  });
}
