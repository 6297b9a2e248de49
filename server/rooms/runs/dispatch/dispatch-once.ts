import { together, transaction, type Ctx } from "../../../base/index.ts";
import type { RunSettings } from "../settings.ts";
import type { ClaimedRun, RunKind } from "../states.ts";
import {
  claimRuns,
  dropLead,
  holdEpoch,
  listLines,
  listLinesOf,
  listRunning,
  listStopped,
  takeLead,
  type LineHead,
  type RunningRow,
} from "../store/claims.ts";
import { isAlone } from "../store/installations.ts";
import { lineUpAccounts, listAllLimits, listRates, saveRates } from "../store/limits.ts";
import { listLiveSlots, type RunnerSlots } from "../store/runners.ts";
import { FairShares } from "./fair-shares.ts";
import { Gates, ratesOf, type Gate } from "./gates.ts";
import { keptSlots } from "./kept-slots.ts";
import { LimitRules } from "./limit-rules.ts";
import { Pace } from "./pace.ts";

export const leadName = "dispatch";
/** Looking for who waits takes at most a fortieth of the time, and is never put off longer than this. */
const scanShare = 40;
const longestScanGapMs = 2_000;
/** A look goes back to the first run that waited at the look before, and so far; what a longer transaction put there is found by a deep one. */
const horizonMs = 5_000;
/** Most runs begun by one claim: their runners have the first of them while the next are claimed, and no claim is long under way. */
const mostAtOnce = 500;
/** What is remembered to run is asked for so often at least. */
const longestAskGapMs = 100;
/** With tidings of more customers than this the next look is at all. */
const mostNoted = 500;
/** How long it is believed that there is one customer, or more. */
const aloneMs = 10_000;

type MindSettings = Pick<RunSettings, "customerCap" | "deepScanMs">;

/** What the dispatching leader keeps in memory; all of it can be had from the tables again. */
export interface DispatchMind {
  holder: string;
  epoch: number | undefined;
  lanes: Lane[];
  pace: Pace;
  /** Most runs of a customer at once where no limit says otherwise. */
  defaultCap: number | null;
  limitsVersion: number | undefined;
  limitedAccounts: string[];
  /** What runs, to be asked for by key; undefined: to be read as a whole. */
  running: RunningRow[] | undefined;
  /** When the table was last asked what of it runs still. */
  askedAt: number;
  deepScanMs: number;
  /** The database's clock at the claim under way. */
  databaseNow: number;
  /** Whether one customer alone has anything installed. */
  alone: { is: boolean; askedAt: number };
  runners: readonly RunnerSlots[];
  /** Until a slot falls free or something comes into the queue another round would claim nothing. */
  isIdle: boolean;
}

interface Lane {
  kind: RunKind;
  /** Probes pass no limits: they have slots of their own, and a form waits for them. */
  gates: Gates;
  shares: FairShares;
  noted: Set<string>;
  scannedAt: number;
  scanMs: number;
  deepAt: number;
  /** Nothing that became claimable before this waited at the last look. */
  horizon: number;
}

/** `deepScanMs`: how often it looks at all that wait, however long claimable. */
export function createMind(holder: string, { customerCap = null, deepScanMs = 0 }: Partial<MindSettings> = {}): DispatchMind {
  const lanes = [makeLane("probe"), makeLane("work")];
  const alone = { is: false, askedAt: Number.NEGATIVE_INFINITY };
  const unknown = { deepScanMs, databaseNow: 0, askedAt: 0, epoch: undefined, limitsVersion: undefined, running: undefined, alone };
  return { holder, ...unknown, runners: [], isIdle: false, lanes, pace: new Pace(), defaultCap: customerCap, limitedAccounts: [] };
}

function makeLane(kind: RunKind): Lane {
  const gates = new Gates(new LimitRules([], null));
  const never = Number.NEGATIVE_INFINITY;
  const unseen = { scannedAt: never, scanMs: 0, deepAt: never, horizon: 0 };
  return { kind, gates, shares: new FairShares(gates), noted: new Set(), ...unseen };
}

/** Told that these customers have something to claim: the next look for who waits would find them, but later. */
export function noteWaiting(mind: DispatchMind, customerIds: readonly string[]): void {
  for (const lane of mind.lanes) for (const customerId of customerIds) lane.noted.add(customerId);
}

/** Takes or renews the lead, telling what it sees. @returns whether it is ours. */
export async function renewLead(ctx: Ctx, mind: DispatchMind, leaseMs: number): Promise<boolean> {
  const waiting = mind.lanes.find((lane) => lane.kind === "work")?.shares.waiting();
  const about = { ...waiting, perSecond: mind.pace.perSecond(ctx.clock.now()) };
  const epoch = await transaction(ctx, ({ tx }) => takeLead(tx, { name: leadName, holder: mind.holder, leaseMs, about }));
  if (epoch !== mind.epoch) {
    mind.limitsVersion = undefined;
    mind.running = undefined;
  }
  mind.epoch = epoch;
  return epoch !== undefined;
}

export async function giveUpLead(ctx: Ctx, mind: DispatchMind): Promise<void> {
  mind.epoch = undefined;
  await transaction(ctx, ({ tx }) => dropLead(tx, leadName, mind.holder));
}

/**
 * Engine verb. Gives waiting runs to free slots, one transaction: the leader's row held at its epoch, limits as they are then, what runs
 * counted in the table, lines chosen in memory by virtual time, their first runs claimed.
 * @returns what was claimed, each with its runner; empty when nothing may begin, no slot is free, or the lead is lost.
 */
export async function dispatchOnce(ctx: Ctx, mind: DispatchMind): Promise<ClaimedRun[]> {
  const { epoch } = mind;
  if (epoch === undefined) return [];
  return transaction(ctx, async ({ tx, clock }) => {
    const [held, runners, known, alone] = await together(
      holdEpoch(tx, leadName, epoch),
      listLiveSlots(tx),
      askRunning(tx, mind),
      isAloneNow(tx, mind),
    );
    if (!held) {
      mind.epoch = undefined;
      return [];
    }
    mind.databaseNow = held.databaseNow;
    mind.runners = runners;
    const running = held.limitsVersion === mind.limitsVersion ? known : await readLimits(tx, mind, { version: held.limitsVersion, known });
    const places = mind.lanes.map((lane) => {
      const here = running.filter((row) => row.kind === lane.kind);
      if (running !== mind.running) lane.shares.observe(here, clock.now());
      return { lane, free: freeSlots(lane.kind, runners, here), kept: keptSlots(lane.kind, runners, alone) };
    });
    const claims = await fillLanes(tx, mind, places, clock.now());
    // One that was requeued and is claimed again is the same run.
    const again = new Set(claims.map((run) => run.runId));
    mind.running = [...running.filter((run) => !again.has(run.runId)), ...claims];
    mind.pace.note(claims.filter((run) => run.kind === "work").length, clock.now());
    return claims;
  });
}

type Tx = Parameters<typeof claimRuns>[0];

async function isAloneNow(tx: Tx, mind: DispatchMind): Promise<boolean> {
  if (performance.now() - mind.alone.askedAt > aloneMs) mind.alone = { is: await isAlone(tx), askedAt: performance.now() };
  return mind.alone.is;
}

/**
 * What runs, by the table; what is remembered while nothing hangs on which of that has ended: no limit counts it, and there is room for a
 * whole claim all the same. At a thousand slots to ask for each at every claim was a tenth of the claim.
 */
async function askRunning(tx: Tx, mind: DispatchMind): Promise<RunningRow[]> {
  const { running, runners } = mind;
  const now = performance.now();
  if (running && now - mind.askedAt < longestAskGapMs && mind.lanes.every((lane) => hasRoom(lane, runners, running))) return running;
  mind.askedAt = now;
  return running ? stillRunning(tx, running) : listRunning(tx);
}

function hasRoom({ kind, gates }: Lane, runners: readonly RunnerSlots[], running: readonly RunningRow[]): boolean {
  const here = running.filter((row) => row.kind === kind).length;
  return !gates.rules.limitAny && (here === 0 || slotsOf(kind, runners) - here >= mostAtOnce);
}

async function stillRunning(tx: Tx, running: readonly RunningRow[]): Promise<RunningRow[]> {
  const stopped = await listStopped(
    tx,
    running.map((run) => run.runId),
  );
  return stopped.size === 0 ? [...running] : running.filter((run) => !stopped.has(run.runId));
}

/** @returns what runs, by the table: what the new limits count is asked of it */
async function readLimits(tx: Tx, mind: DispatchMind, { version, known }: { version: number; known: RunningRow[] }): Promise<RunningRow[]> {
  const rules = new LimitRules(await listAllLimits(tx), mind.defaultCap);
  const rates = await listRates(tx);
  for (const lane of mind.lanes) {
    if (lane.kind === "work") lane.gates.replace(rules, rates);
    lane.shares.forget();
    lane.scannedAt = Number.NEGATIVE_INFINITY;
    lane.deepAt = Number.NEGATIVE_INFINITY;
  }
  mind.limitedAccounts = rules.limitedAccounts();
  mind.limitsVersion = version;
  return known === mind.running ? stillRunning(tx, known) : known;
}

interface Slots {
  /** Runner ids, one a free slot. */
  free: string[];
  kept: number;
}

/** No other can begin but for what a tiding tells: where nothing is limited, time alone opens nothing. */
function isSettled({ shares, gates }: Lane, free: number, got: number): boolean {
  return got === free || shares.isEmpty || (got < mostAtOnce && !gates.rules.limitAny);
}

/** The lanes in turn, each after a look at who waits in it. */
async function fillLanes(tx: Tx, mind: DispatchMind, places: readonly (Slots & { lane: Lane })[], now: number): Promise<ClaimedRun[]> {
  const looks = places.map(async ({ lane, free }) => free.length > 0 && (await look(tx, mind, lane, now)));
  const scanned = await together(...looks);
  const claims: ClaimedRun[] = [];
  mind.isIdle = true;
  for (const [index, { lane, ...slots }] of places.entries()) {
    const got = await fillLane(tx, { mind, lane, scanned: scanned[index] ?? false }, slots, now);
    mind.isIdle &&= isSettled(lane, slots.free.length, got.length);
    claims.push(...got);
  }
  return claims;
}

async function fillLane(
  tx: Tx,
  at: { mind: DispatchMind; lane: Lane; scanned: boolean },
  { free, kept: keptOfAll }: Slots,
  now: number,
): Promise<ClaimedRun[]> {
  const { mind, lane } = at;
  const slots = free.slice(0, mostAtOnce);
  const kept = Math.max(0, keptOfAll - (free.length - slots.length));
  const claims: ClaimedRun[] = [];
  const passed = new Set<Gate>();
  let { scanned } = at;
  while (claims.length < slots.length) {
    const left = slots.slice(claims.length);
    const picks = lane.shares.choose(left.length, now, kept);
    const lines = picks.map(({ line: { customerId, lineId, priority, readyAt, runId }, most }) => ({
      customerId,
      lineId,
      priority,
      readyAt,
      runId,
      most,
    }));
    const limitedAccounts = lane.kind === "work" ? mind.limitedAccounts : [];
    const got = lines.length === 0 ? [] : await claimRuns(tx, { kind: lane.kind, lines, slots: left, limitedAccounts, now });
    for (const gate of lane.shares.charge(got, now)) passed.add(gate);
    lane.shares.settle(picks, got);
    claims.push(...got);
    if (picks.length > 0) continue;
    if (scanned || (!lane.shares.isEmpty && !isScanDue(lane))) break;
    await scan(tx, mind, lane, now);
    scanned = true;
  }
  await saveRates(tx, ratesOf(passed));
  return claims;
}

/** Before slots are given out: a look at all who wait when it is time for one, else at those we were told of. @returns whether at all */
async function look(tx: Tx, mind: DispatchMind, lane: Lane, now: number): Promise<boolean> {
  if (lane.shares.isEmpty || isScanDue(lane) || lane.noted.size > mostNoted) {
    await scan(tx, mind, lane, now);
    return true;
  }
  if (lane.noted.size > 0) {
    const noted = [...lane.noted];
    lane.noted.clear();
    lane.shares.line(await listLinesOf(tx, lane.kind, noted, lane.horizon), now, noted);
  }
  return false;
}

function isScanDue(lane: Lane): boolean {
  return performance.now() - lane.scannedAt > Math.min(longestScanGapMs, lane.scanMs * scanShare);
}

async function scan(tx: Tx, mind: DispatchMind, lane: Lane, now: number): Promise<void> {
  const began = performance.now();
  if (lane.kind === "work") await lineUpAccounts(tx, mind.limitedAccounts);
  const isDeep = began - lane.deepAt > mind.deepScanMs;
  const heads: LineHead[] = await listLines(tx, lane.kind, isDeep ? 0 : lane.horizon);
  if (isDeep) lane.deepAt = began;
  lane.horizon = heads.reduce((oldest, head) => Math.min(oldest, head.readyAt), mind.databaseNow - horizonMs);
  lane.noted.clear();
  lane.shares.line(heads, now);
  lane.scannedAt = performance.now();
  lane.scanMs = lane.scannedAt - began;
  lane.shares.prune();
}

function slotsOf(kind: RunKind, runners: readonly RunnerSlots[]): number {
  return runners.reduce((sum, runner) => sum + (kind === "work" ? runner.workSlots : runner.probeSlots), 0);
}

/** One entry a free slot, the runners in turn, so that load spreads. */
function freeSlots(kind: RunKind, runners: readonly RunnerSlots[], running: readonly RunningRow[]): string[] {
  const taken = new Map<string, number>();
  for (const { runnerId } of running) taken.set(runnerId, (taken.get(runnerId) ?? 0) + 1);
  const free = runners.map((runner) => ({
    id: runner.id,
    left: (kind === "work" ? runner.workSlots : runner.probeSlots) - (taken.get(runner.id) ?? 0),
  }));
  const slots: string[] = [];
  for (let round = 0; ; round++) {
    const open = free.filter((runner) => runner.left > round);
    if (open.length === 0) return slots;
    slots.push(...open.map((runner) => runner.id));
  }
}
