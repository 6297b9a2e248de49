import { setTimeout as sleep } from "node:timers/promises";
import { engineCtx, type Ctx } from "../../base/index.ts";
import { claimSome, sendOne, type SendDeps } from "./send-deliveries.ts";

export interface Slots {
  /** Takes what is due into the free slots, or waits for one to be free, at most as long as nothing may be looked for. @returns how long to wait, in milliseconds */
  fill(): Promise<number>;
  /** Waits for what is being sent. */
  drain(): Promise<void>;
}

const idleMs = 1_000;

/**
 * Slots that deliveries are sent in: whatever ends makes room at once, so that nothing waits for the slowest of a batch. Endpoints that are
 * failing have slots of their own and never take those of the others. Customers' own servers, which anybody may have, hold half of them at most.
 * One process sends.
 */
export function openSlots(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "keys">,
  deps: SendDeps,
  { slots, failing }: { slots: number; failing: boolean },
): Slots {
  const engine = engineCtx(ctx, "webhooks");
  const busy = new Set<Promise<void>>();
  const mostOfCustomers = Math.ceil(slots / 2);
  let ofCustomers = 0;
  const take = (claimed: Awaited<ReturnType<typeof claimSome>>): void => {
    for (const delivery of claimed) {
      const sent: Promise<void> = sendOne(engine, deps, delivery)
        .catch((err: unknown) => ctx.log.error({ err, delivery: delivery.id }, "a webhook could not be settled"))
        .finally(() => {
          busy.delete(sent);
          if (delivery.customerId !== null) ofCustomers -= 1;
        });
      busy.add(sent);
      if (delivery.customerId !== null) ofCustomers += 1;
    }
  };
  return {
    fill: async () => {
      const free = slots - busy.size;
      const claimed =
        free > 0 ? await claimSome(engine, { limit: free, ofCustomers: mostOfCustomers - ofCustomers, failing, id: null }) : [];
      take(claimed);
      if (claimed.length > 0) return 0;
      if (busy.size === 0) return idleMs;
      // What is due of a side that has its share waits for one of that side to end.
      await Promise.race([...busy, sleep(idleMs)]);
      return 0;
    },
    drain: async () => void (await Promise.all(busy)),
  };
}
