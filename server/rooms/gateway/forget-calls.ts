import { firstIdOf, transaction, type Ctx } from "../../base/index.ts";
import { deleteCallsBefore } from "./store/calls.ts";

const batch = 5_000;

/** Forgets requests of runs as old as history is kept, a batch at a time until none is left. Engine scope. @returns how many */
export async function forgetCalls(ctx: Ctx, input: { days: number }): Promise<number> {
  const before = firstIdOf(ctx.clock.now() - input.days * 86_400_000);
  let forgotten = 0;
  for (let gone = batch; gone === batch; forgotten += gone) gone = await transaction(ctx, ({ tx }) => deleteCallsBefore(tx, before, batch));
  return forgotten;
}
