import { setTimeout as wait } from "node:timers/promises";
import { dispatchFacts, transaction, type Ctx, type FactHandler } from "../base/index.ts";
import { countUnheard } from "./store.ts";

/** Gives the handlers every fact written so far, in turn, as the dispatcher would. @throws when they are not through in 10 s */
export async function hearFacts(engine: Ctx, ...handlers: readonly FactHandler[]): Promise<void> {
  const until = Date.now() + 10_000;
  for (const handler of handlers) {
    while (((await transaction(engine, ({ tx }) => countUnheard(tx, handler.name)))?.count ?? 0) > 0) {
      if ((await dispatchFacts(engine, handler)).heard === 0) await wait(20);
      if (Date.now() > until) throw new Error(`${handler.name} did not hear its facts in 10 s`);
    }
  }
}
