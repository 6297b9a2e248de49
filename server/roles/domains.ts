import type { Config } from "../base/config.ts";
import { engineCtx, type Ctx } from "../base/index.ts";
import { checkDueDomains } from "../rooms/identity/index.ts";
import { startLoop } from "../rooms/runs/index.ts";
import { openDomainAsk } from "./domain-ask.ts";

const idleMs = 15_000;

/** Looks at hosts' own domains now and then: whether they still prove themselves, and lead here. */
export function startDomains(deps: Pick<Ctx, "db" | "clock" | "log" | "keys"> & { config: Config }): { stop(): Promise<void> } {
  const ctx = engineCtx(deps, "domains");
  const ask = openDomainAsk(deps.config);
  return startLoop("domains", deps.log, async () => ((await checkDueDomains(ctx, ask)) > 0 ? 0 : idleMs));
}
