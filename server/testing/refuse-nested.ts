import { AsyncLocalStorage } from "node:async_hooks";
import type { Connected, Db } from "../base/db/index.ts";
import type { Scope } from "../base/index.ts";

interface Held {
  /** Where its transaction was begun. */
  begun: Error;
  isOver: boolean;
}

/** Across all databases of a process. */
const holding = new AsyncLocalStorage<Held>();

/**
 * Refuses a transaction that is begun while the same call has another open and did not hand it on in its ctx: where as many do so at once as a tenant
 * may have connections (`base/db/shares.ts`), or a pool has, each waits for ever for one of the others. Following calls costs, so only tests look.
 * @param onNested told also where whoever began it keeps silent about the refusal
 */
export function refuseNested(db: Db, onNested: (fault: Error) => void): Db {
  const connect = async (scope: Scope): Promise<Connected> => {
    const outer = holding.getStore();
    const begun = new Error(`The other, of the scope ${scope.kind}, was begun here.`);
    if (outer && !outer.isOver) {
      const fault = new Error("A transaction is begun within another, without the ctx that the other gave.", { cause: outer.begun });
      onNested(fault);
      throw fault;
    }
    const connected = await db.connect(scope);
    const held: Held = { begun, isOver: false };
    return {
      ...connected,
      use: (work) => holding.run(held, work),
      giveBack: (broken) => {
        held.isOver = true;
        connected.giveBack(broken);
      },
    };
  };
  return { ...db, connect };
}
