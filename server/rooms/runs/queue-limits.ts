import { StoaError, type TxCtx } from "../../base/index.ts";
import { LimitRules } from "./dispatch/limit-rules.ts";
import type { RunSettings } from "./settings.ts";
import { listCustomerLimits } from "./store/limits.ts";
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
 * Refuses a trigger when too many runs wait: of the customer by the settings and by what operator and host allow it, of the installation
 * by the settings. Counting is bounded and remembered, so a flood does not pay for itself in counting; several processes together may go
 * over the limit by what they take in a second.
 * @throws StoaError rate_limited naming the limit and who set it
 */
export async function requireQueueSpace(
  ctx: TxCtx,
  target: { customerId: string; sideId: string; installationId: string },
  limits: Limits,
): Promise<void> {
  const { operator, host } = new LimitRules(await listCustomerLimits(ctx.tx, target.customerId, target.sideId), null).customer(target);
  const most = [
    { limit: operator.waiting ?? limits.queueLimitPerCustomer, setBy: "the operator" },
    { limit: host.waiting ?? Number.POSITIVE_INFINITY, setBy: "its host" },
  ].toSorted((one, other) => one.limit - other.limit)[0];
  if (most) await check(ctx, "customer", target.customerId, most);
  await check(ctx, "installation", target.installationId, { limit: limits.queueLimitPerInstallation, setBy: "the operator" });
}

interface Most {
  limit: number;
  setBy: string;
}

async function check(ctx: TxCtx, by: "customer" | "installation", id: string, { limit, setBy }: Most): Promise<void> {
  const now = performance.now();
  const known = seen.get(id);
  if (known && now - known.at < freshMs) known.count += 1;
  const fresh = known && now - known.at < freshMs ? known : { at: now, count: await countWaiting(ctx.tx, by, id, limit) };
  if (fresh.count >= limit * watchShare) seen.set(id, fresh);
  else seen.delete(id);
  if (fresh.count < limit) return;
  throw new StoaError("rate_limited", {
    what: `${limit.toLocaleString("en")} runs of this ${by} already wait; no more are taken.`,
    fix: `Wait until some have run, cancel some, or ask ${setBy} for more room.`,
  });
}
