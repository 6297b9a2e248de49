import { dispatchFacts, engineCtx, findBehind, findRetried, retryFacts, sweepFacts, type Ctx, type FactHandler } from "../base/index.ts";
import { countInstalls, followChannels, followCustomers, followDeclarations, sweepInstalls } from "../rooms/installs/index.ts";
import { sweepIdentity } from "../rooms/identity/index.ts";
import { sweepSignin } from "../rooms/signin/index.ts";
import {
  followContacts,
  followInstallations,
  keepDays,
  keepEpisodes,
  keepUsage,
  startLoop,
  sweepContacts,
  sweepDays,
  type Loop,
} from "../rooms/runs/index.ts";
import { followHealth, followNews, sweepHome } from "../rooms/home/index.ts";
import { shareLook } from "./share-look.ts";
import { sweepWebhooks, tellCustomers, tellHosts } from "../rooms/webhooks/index.ts";

/** Every handler of facts, each with its own cursor. */
const handlers: readonly FactHandler[] = [
  countInstalls,
  followChannels,
  followCustomers,
  followDeclarations,
  followInstallations,
  keepUsage,
  keepDays,
  keepEpisodes,
  followContacts,
  tellHosts,
  followHealth,
  followNews,
  tellCustomers,
];

/** Whose cursors are watched. */
export const handlerNames: readonly string[] = handlers.map(({ name }) => name);
const idleMs = 200;
const retryMs = 5_000;
const sweepMs = 600_000;

/**
 * Gives facts to their handlers as they are written, again to those that failed, and sweeps what is past its time. Which of them have something
 * to hear is one question for all; a handler that caught up waits, so that in a storm it hears many at once.
 */
export function startFacts(deps: Pick<Ctx, "db" | "clock" | "log" | "keys">): { stop(): Promise<void> } {
  const ctx = engineCtx(deps, "facts");
  const behind = shareLook(() => findBehind(ctx, handlerNames), idleMs);
  const loops: Loop[] = handlers.map((handler) =>
    startLoop(`facts ${handler.name}`, deps.log, async () => {
      if (!(await behind()).has(handler.name)) return idleMs;
      return (await dispatchFacts(ctx, handler)).more ? 0 : idleMs;
    }),
  );
  const again = startLoop("facts again", deps.log, async () => {
    const due = await findRetried(ctx, handlerNames);
    for (const handler of handlers) if (due.has(handler.name)) await retryFacts(ctx, handler);
    return due.size > 0 ? 0 : retryMs;
  });
  const sweep = startLoop("sweeps", deps.log, async () => {
    await sweepIdentity(ctx);
    await sweepSignin(ctx);
    await sweepInstalls(ctx);
    await sweepContacts(ctx);
    await sweepDays(ctx);
    await sweepWebhooks(ctx);
    await sweepHome(ctx);
    await sweepFacts(ctx, handlerNames);
    return sweepMs;
  });
  return { stop: async () => void (await Promise.all([...loops, again, sweep].map((loop) => loop.stop()))) };
}
