import { transaction, type Ctx } from "../../../base/index.ts";
import type { RunSettings } from "../settings.ts";
import type { RunKind } from "../states.ts";
import { listHandedOut, readLeader } from "../store/claims.ts";
import { isAlone } from "../store/installations.ts";
import { listLimitsOn, listRates } from "../store/limits.ts";
import { listLiveSlots } from "../store/runners.ts";
import { leadName } from "./dispatch-once.ts";
import { keptSlots } from "./kept-slots.ts";
import { Gates, type Gate } from "./gates.ts";
import { LimitRules, type LimitTarget } from "./limit-rules.ts";

/** What stands between a run and its begin, as the leader would see it now. */
export interface DispatchView {
  runners: number;
  slots: number;
  busy: number;
  /** Of the free ones so many go only to customers that have nothing under way. */
  kept: number;
  /** Of the run's own customer. */
  customerRunning: number;
  /** Limits on the run, with what they see under way and what is left of rates. */
  gates: readonly Gate[];
  weight: number;
  /** Of all customers that wait. */
  allWeights: number;
  /** Runs begun lately. */
  perSecond: number;
}

/** Engine scope: counts over all customers; nothing of another's leaves it but sums. */
export async function readDispatch(
  ctx: Ctx,
  run: LimitTarget & { kind: RunKind },
  { customerCap }: Pick<RunSettings, "customerCap">,
): Promise<DispatchView> {
  return transaction(ctx, async ({ tx, clock }) => {
    const runners = await listLiveSlots(tx);
    const running = await listHandedOut(tx);
    const alike = running.filter((row) => row.kind === run.kind);
    const rules = new LimitRules(run.kind === "work" ? await listLimitsOn(tx, run) : [], run.kind === "work" ? customerCap : null);
    const gates = new Gates(rules);
    gates.replace(
      rules,
      await listRates(
        tx,
        rules.gatesOf(run).map((rule) => rule.key),
      ),
    );
    for (const other of running) if (other.kind === "work") gates.begin(gates.of(other, clock.now()), false);
    const on = gates.of(run, clock.now());
    gates.room(on, clock.now());
    const leader = await readLeader(tx, leadName);
    return {
      runners: runners.length,
      slots: runners.reduce((sum, runner) => sum + (run.kind === "work" ? runner.workSlots : runner.probeSlots), 0),
      kept: keptSlots(run.kind, runners, await isAlone(tx)),
      busy: alike.length,
      customerRunning: alike.filter((row) => row.customerId === run.customerId).length,
      gates: on,
      weight: rules.weightOf(run),
      allWeights: leader?.weight ?? 0,
      perSecond: leader?.perSecond ?? 0,
    };
  });
}
