import type { Fact, FactHandler, TxCtx } from "../../../base/index.ts";
import { noUsage, type Usage } from "../states.ts";
import { addUsage, type UsageRow } from "../store/usage.ts";
import { toMicros, type MicroUsage } from "./units.ts";

/**
 * Adds what ended runs used to their month, by the facts that tell of them: the sums and the handler's cursor move in one transaction, so
 * each run counts once; many facts make one row each month, customer and integration.
 */
export const keepUsage: FactHandler = {
  name: "runs.keep-usage",
  types: ["run.finished"],
  handle: (ctx, fact) => keep(ctx, [fact]),
  handleAll: keep,
};

async function keep(ctx: TxCtx, facts: readonly Fact[]): Promise<void> {
  const sums = new Map<string, UsageRow>();
  for (const row of facts.flatMap((fact) => rowOf(fact) ?? [])) {
    const key = `${row.customerId} ${row.month} ${row.integrationId}`;
    const sum = sums.get(key);
    sums.set(key, sum ? plus(sum, row) : row);
  }
  await addUsage(ctx.tx, [...sums.values()]);
}

/** Facts of an older version tell nothing of some kinds of usage. */
function rowOf({ at, sideId, customerId, publisherId, data }: Fact): UsageRow | undefined {
  const { integrationId, attempts, usage } = data as { integrationId?: string; attempts?: number; usage?: Partial<Usage> };
  if (!sideId || !customerId || !publisherId || !integrationId) return undefined;
  const month = `${new Date(at).toISOString().slice(0, 7)}-01`;
  const micros = toMicros({ ...noUsage, ...usage });
  return { sideId, customerId, publisherId, integrationId, month, runs: 1, attempts: attempts ?? 0, ...micros };
}

function plus(one: UsageRow, other: UsageRow): UsageRow {
  const counted: (keyof MicroUsage | "runs" | "attempts")[] = [
    "runs",
    "attempts",
    "cpuMicros",
    "memoryMicros",
    "wallMicros",
    "egressBytes",
    "ingressBytes",
    "storageBytes",
  ];
  return { ...one, ...Object.fromEntries(counted.map((name) => [name, one[name] + other[name]])) };
}
