import { notFound, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { readingPublisher } from "./scope.ts";
import { findIntegration } from "./store/integrations.ts";
import { listSimulatorRows, listSimulatorsOf, type SimulatorRow } from "./store/simulators.ts";

/** Servers that answer in place of hosts an integration calls, on test sides. */
export async function listSimulators(ctx: Ctx, input: { integrationId: string }): Promise<SimulatorRow[]> {
  return transaction(ctx, async (inner) => {
    const publisherId = readingPublisher(inner);
    if (!(await findIntegration(inner.tx, input.integrationId, publisherId))) throw notFound("integration");
    return listSimulatorRows(inner.tx, input.integrationId, publisherId);
  });
}

/** Engine: the simulators of integrations, by integration. The caller asks for runs of test sides only. */
export async function readSimulators(ctx: TxCtx, integrationIds: readonly string[]): Promise<Map<string, SimulatorRow[]>> {
  if (integrationIds.length === 0) return new Map();
  return Map.groupBy(await listSimulatorsOf(ctx.tx, integrationIds), (row) => row.integrationId);
}
