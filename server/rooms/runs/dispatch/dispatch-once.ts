import { transaction, type Ctx } from "../../../base/index.ts";
import type { ClaimedRun, RunKind } from "../states.ts";
import { claimRuns, dropLead, holdEpoch, listRunning, listWaitingCustomers, takeLead, type RunningRow } from "../store/claims.ts";
import { listLiveSlots, type RunnerSlots } from "../store/runners.ts";
import { FairShares, type Lane, type SharePolicy } from "./fair-shares.ts";

const leadName = "dispatch";
/** Looking for who waits takes at most a twentieth of the time, and is never put off longer than this. */
const scanShare = 20;
const longestScanGapMs = 2_000;

/** What the dispatching leader keeps in memory; all of it can be had from the tables again. */
export interface DispatchMind {
  holder: string;
  epoch: number | undefined;
  lanes: (Lane & { scannedAt: number; scanMs: number })[];
}

export function createMind(holder: string, policy: SharePolicy): DispatchMind {
  return { holder, epoch: undefined, lanes: [makeLane("probe", policy), makeLane("work", policy)] };
}

function makeLane(kind: RunKind, policy: SharePolicy): DispatchMind["lanes"][number] {
  return { kind, waiting: new Set(), shares: new FairShares(policy), scannedAt: Number.NEGATIVE_INFINITY, scanMs: 0 };
}

/** Told that these customers have something to claim: the next look for who waits would find them, but later. */
export function noteWaiting(mind: DispatchMind, customerIds: readonly string[]): void {
  for (const lane of mind.lanes) for (const customerId of customerIds) lane.waiting.add(customerId);
}

/** Takes or renews the lead. @returns whether it is ours. */
export async function renewLead(ctx: Ctx, mind: DispatchMind, leaseMs: number): Promise<boolean> {
  const epoch = await transaction(ctx, ({ tx }) => takeLead(tx, { name: leadName, holder: mind.holder, leaseMs }));
  if (epoch !== mind.epoch) for (const lane of mind.lanes) lane.scannedAt = Number.NEGATIVE_INFINITY;
  mind.epoch = epoch;
  return epoch !== undefined;
}

export async function giveUpLead(ctx: Ctx, mind: DispatchMind): Promise<void> {
  mind.epoch = undefined;
  await transaction(ctx, ({ tx }) => dropLead(tx, leadName, mind.holder));
}

/**
 * Engine verb. Gives waiting runs to free slots, one transaction: the leader's row held at its epoch, what runs counted in the
 * table, customers chosen in memory by virtual time, their first runs claimed.
 * @returns what was claimed, each with its runner; empty when nothing waits, no slot is free, or the lead is lost.
 */
export async function dispatchOnce(ctx: Ctx, mind: DispatchMind): Promise<ClaimedRun[]> {
  const { epoch } = mind;
  if (epoch === undefined) return [];
  return transaction(ctx, async ({ tx, clock }) => {
    if (!(await holdEpoch(tx, leadName, epoch))) {
      mind.epoch = undefined;
      return [];
    }
    const runners = await listLiveSlots(tx);
    const running = await listRunning(tx);
    const claims: ClaimedRun[] = [];
    for (const lane of mind.lanes) {
      const here = running.filter((row) => row.kind === lane.kind);
      lane.shares.observe(here, clock.now());
      claims.push(...(await fillLane(tx, lane, freeSlots(lane.kind, runners, here), clock.now())));
    }
    return claims;
  });
}

type Tx = Parameters<typeof claimRuns>[0];

async function fillLane(tx: Tx, lane: DispatchMind["lanes"][number], slots: string[], now: number): Promise<ClaimedRun[]> {
  const claims: ClaimedRun[] = [];
  let scanned = false;
  while (claims.length < slots.length) {
    if (!scanned && (lane.waiting.size === 0 || isScanDue(lane))) {
      await scan(tx, lane);
      scanned = true;
    }
    const left = slots.slice(claims.length);
    const customers = lane.shares.choose(lane.waiting, left.length);
    if (customers.length === 0 && scanned) break;
    const got = customers.length === 0 ? [] : await claimRuns(tx, { kind: lane.kind, customers, slots: left, now });
    lane.shares.charge(got, now);
    claims.push(...got);
    const drained = customers.filter(({ customerId, most }) => got.filter((run) => run.customerId === customerId).length < most);
    for (const { customerId } of drained) lane.waiting.delete(customerId);
    if (customers.length === 0) lane.scannedAt = Number.NEGATIVE_INFINITY;
  }
  return claims;
}

function isScanDue(lane: DispatchMind["lanes"][number]): boolean {
  return performance.now() - lane.scannedAt > Math.min(longestScanGapMs, lane.scanMs * scanShare);
}

async function scan(tx: Tx, lane: DispatchMind["lanes"][number]): Promise<void> {
  const began = performance.now();
  lane.waiting = new Set(await listWaitingCustomers(tx, lane.kind));
  lane.scannedAt = performance.now();
  lane.scanMs = lane.scannedAt - began;
  lane.shares.prune();
}

/** One entry a free slot, the runners in turn, so that load spreads. */
function freeSlots(kind: RunKind, runners: readonly RunnerSlots[], running: readonly RunningRow[]): string[] {
  const free = runners.map((runner) => ({
    id: runner.id,
    left: (kind === "work" ? runner.workSlots : runner.probeSlots) - running.filter((row) => row.runnerId === runner.id).length,
  }));
  const slots: string[] = [];
  for (let round = 0; ; round++) {
    const open = free.filter((runner) => runner.left > round);
    if (open.length === 0) return slots;
    slots.push(...open.map((runner) => runner.id));
  }
}
