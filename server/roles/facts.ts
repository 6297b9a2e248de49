import { dispatchFacts, engineCtx, retryFacts, type Ctx, type FactHandler } from "../base/index.ts";
import { countInstalls, followChannels, followCustomers, sweepInstalls } from "../rooms/installs/index.ts";
import { sweepIdentity } from "../rooms/identity/index.ts";
import { sweepSignin } from "../rooms/signin/index.ts";
import {
  followContacts,
  followInstallations,
  keepDays,
  keepUsage,
  startLoop,
  sweepContacts,
  sweepDays,
  type Loop,
} from "../rooms/runs/index.ts";
import { followHealth, followNews, sweepHome } from "../rooms/home/index.ts";
import { sweepWebhooks, tellHosts } from "../rooms/webhooks/index.ts";

/** Every handler of facts, each with its own cursor. */
const handlers: readonly FactHandler[] = [
  countInstalls,
  followChannels,
  followCustomers,
  followInstallations,
  keepUsage,
  keepDays,
  followContacts,
  tellHosts,
  followHealth,
  followNews,
];

/** Whose cursors are watched. */
export const handlerNames: readonly string[] = handlers.map(({ name }) => name);
const idleMs = 300;
const retryMs = 5_000;
const sweepMs = 600_000;

/** Gives facts to their handlers as they are written, again to those that failed, and sweeps what is past its time. */
export function startFacts(deps: Pick<Ctx, "db" | "clock" | "log" | "keys">): { stop(): Promise<void> } {
  const ctx = engineCtx(deps, "facts");
  const loops: Loop[] = handlers.flatMap((handler) => [
    startLoop(`facts ${handler.name}`, deps.log, async () => ((await dispatchFacts(ctx, handler)) > 0 ? 0 : idleMs)),
    startLoop(`facts again ${handler.name}`, deps.log, async () => ((await retryFacts(ctx, handler)) > 0 ? 0 : retryMs)),
  ]);
  const sweep = startLoop("sweeps", deps.log, async () => {
    await sweepIdentity(ctx);
    await sweepSignin(ctx);
    await sweepInstalls(ctx);
    await sweepContacts(ctx);
    await sweepDays(ctx);
    await sweepWebhooks(ctx);
    await sweepHome(ctx);
    return sweepMs;
  });
  return { stop: async () => void (await Promise.all([...loops, sweep].map((loop) => loop.stop()))) };
}
