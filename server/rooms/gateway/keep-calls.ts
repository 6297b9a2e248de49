import { transaction, type Ctx } from "../../base/index.ts";
import { countCallsOf, deleteCallsOf } from "./store/calls.ts";

const batch = 5_000;
type Of = { installationId: string; customerId: string };

/** Requests that an installation made in the host's product, until they are erased with it. Engine scope. */
export const keepCalls = {
  count: async (ctx: Ctx, of: Of): Promise<Record<string, number>> => ({
    requests: await transaction(ctx, ({ tx }) => countCallsOf(tx, of)),
  }),
  erase: async (ctx: Ctx, of: Of): Promise<boolean> => (await transaction(ctx, ({ tx }) => deleteCallsOf(tx, of, batch))) === batch,
};
