import type { Fact, FactHandler, TxCtx } from "../../../base/index.ts";
import { addDayRuns, dropErasedDays, type DayRun } from "../store/days.ts";

/**
 * Sums ended work runs by day, installation and listing, by the facts that tell of them: many facts are one statement, and each run counts once.
 * An erasure may come before its last runs are heard of: heard after them, it takes their sums with it, and one heard of later still takes its own.
 */
export const keepDays: FactHandler = {
  name: "runs.keep-days",
  types: ["run.finished", "installation.erased"],
  async handle(ctx, fact, isLate) {
    await keep(ctx, [fact]);
    if (isLate) await dropErasedDays(ctx.tx, [runOf(fact)?.installationId ?? fact.subject]);
  },
  handleAll: keep,
};

async function keep({ tx }: TxCtx, facts: readonly Fact[]): Promise<void> {
  await addDayRuns(
    tx,
    facts.flatMap((fact) => runOf(fact) ?? []),
  );
  await dropErasedDays(
    tx,
    facts.flatMap(({ type, subject }) => (type === "installation.erased" ? [subject] : [])),
  );
}

/** Nothing of probes, and of facts so old that they name no installation. */
function runOf({ at, subject, sideId, customerId, publisherId, data }: Fact): DayRun | undefined {
  const { kind, installationId, integrationId, outcome, failureClass } = data as Partial<Record<string, string | null>>;
  const { endedAt = at } = data as { endedAt?: number };
  if (kind !== "work" || !sideId || !customerId || !publisherId || !installationId || !integrationId || !outcome) return undefined;
  const result = outcome === "failed" ? (failureClass ?? "integration") : outcome;
  return { runId: subject, installationId, integrationId, sideId, customerId, publisherId, result, endedAt };
}
