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
  type ClaimWant,
  type LineHead,
  type RunningRow,
} from "../store/claims.ts";
import { isAlone } from "../store/installations.ts";
import { lineUpAccounts, listAllLimits, listRates, saveRates } from "../store/limits.ts";
import { listLiveSlots, type RunnerSlots } from "../store/runners.ts";
import { FairShares, type LinePick } from "./fair-shares.ts";
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
  /** Slots were left at the last round, so that whoever waits is looked for before it is known how many are free. */
  hasRoom: boolean;
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
  const unseen = { hasRoom: true, scannedAt: never, scanMs: 0, deepAt: never, horizon: 0 };
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
  return transaction(ctx, async ({ tx, clock }, commit) => {
    const [held, runners, known, alone, early] = await together(
      holdEpoch(tx, leadName, epoch),
      listLiveSlots(tx),
      askRunning(tx, mind),
      isAloneNow(tx, mind),
      together(...mind.lanes.map((lane) => (lane.hasRoom ? look(tx, mind, lane) : undefined))),
    );
    if (!held) {
      mind.epoch = undefined;
      return [];
    }
    mind.databaseNow = held.databaseNow;
    mind.runners = runners;
    const isNew = held.limitsVersion !== mind.limitsVersion;
    const running = isNew ? await readLimits(tx, mind, { version: held.limitsVersion, known }) : known;
    const places = mind.lanes.map((lane, index) => {
      const here = running.filter((row) => row.kind === lane.kind);
      if (running !== mind.running) lane.shares.observe(here, clock.now());
      const slots = { free: freeSlots(lane.kind, runners, here), kept: keptSlots(lane.kind, runners, alone) };
      return { lane, ...slots, seen: isNew ? undefined : early[index] };
    });
    const claims = await fillLanes(tx, mind, places, { now: clock.now(), commit });
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

/** What a look found, to be taken in. */
interface Seen {
  heads: LineHead[];
  /** Only these were looked for. */
  noted?: string[];
  /** At all. */
  all?: { began: number; isDeep: boolean };
}

type Place = Slots & { lane: Lane; seen: Seen | undefined };
interface Round {
  now: number;
  commit(): void;
}

/** The lanes in turn, each after a look at who waits in it. Where these claims take all that waits, nothing else is asked and they go with the commit. */
async function fillLanes(tx: Tx, mind: DispatchMind, places: readonly Place[], { now, commit }: Round): Promise<ClaimedRun[]> {
  const looks = await together(...places.map(({ lane, free, seen }) => seen ?? (free.length > 0 ? look(tx, mind, lane) : undefined)));
  const asked = places.map((place, index) => {
    takeIn(mind, place.lane, looks[index], now);
    const slots = firstSlots(place);
    return { ...slots, lane: place.lane, scanned: looks[index]?.all !== undefined, first: pick(mind, { lane: place.lane, ...slots }, now) };
  });
  const claims = asked.every(takesAll) ? await claimAll(tx, asked, { now, commit }) : await fillInTurn(tx, mind, asked, now);
  mind.isIdle = true;
  for (const [index, { lane, free }] of places.entries()) {
    const got = claims[index]?.length ?? 0;
    mind.isIdle &&= isSettled(lane, free.length, got);
    lane.hasRoom = free.length > got;
  }
  return claims.flat();
}

interface Asked {
  lane: Lane;
  slots: string[];
  kept: number;
  scanned: boolean;
  first: Picked;
}

/** Whatever comes of its claim, nothing of the lane is left to claim or to look for, and nothing to write down of limits. */
function takesAll({ lane, slots, scanned, first: { picks } }: Asked): boolean {
  return !lane.gates.rules.limitAny && (slots.length === 0 || (scanned && lane.shares.isAllOf(picks)));
}

async function claimAll(tx: Tx, asked: readonly Asked[], { now, commit }: Round): Promise<ClaimedRun[][]> {
  const claiming = together(...asked.map(({ first: { want } }) => (want ? claimRuns(tx, want) : [])));
  commit();
  const claims = await claiming;
  for (const [index, { lane, first }] of asked.entries()) {
    lane.shares.charge(claims[index] ?? [], now);
    lane.shares.settle(first.picks, claims[index] ?? []);
  }
  return claims;
}

async function fillInTurn(tx: Tx, mind: DispatchMind, asked: readonly Asked[], now: number): Promise<ClaimedRun[][]> {
  const claims: ClaimedRun[][] = [];
  for (const one of asked) claims.push(await fillLane(tx, mind, one, now));
  return claims;
}

async function fillLane(tx: Tx, mind: DispatchMind, asked: Asked, now: number): Promise<ClaimedRun[]> {
  const { lane, slots, kept } = asked;
  const claims: ClaimedRun[] = [];
  const passed = new Set<Gate>();
  let { scanned } = asked;
  let next: Picked | undefined = asked.first;
  while (claims.length < slots.length) {
    const { picks, want } = next ?? pick(mind, { lane, slots: slots.slice(claims.length), kept }, now);
    next = undefined;
    const got = want ? await claimRuns(tx, want) : [];
    for (const gate of lane.shares.charge(got, now)) passed.add(gate);
    lane.shares.settle(picks, got);
    claims.push(...got);
    if (picks.length > 0) continue;
    if (scanned || (!lane.shares.isEmpty && !isScanDue(lane))) break;
    takeIn(mind, lane, await scan(tx, mind, lane), now);
    scanned = true;
  }
  await saveRates(tx, ratesOf(passed));
  return claims;
}

function firstSlots({ free, kept }: Slots): { slots: string[]; kept: number } {
  const slots = free.slice(0, mostAtOnce);
  return { slots, kept: Math.max(0, kept - (free.length - slots.length)) };
}

interface Picked {
  picks: LinePick[];
  /** The claim that asks for them; undefined: nobody. */
  want: ClaimWant | undefined;
}

/** Who of the lane is next, by its shares. */
function pick(
  { limitedAccounts }: DispatchMind,
  { lane, slots, kept }: { lane: Lane; slots: string[]; kept: number },
  now: number,
): Picked {
  const picks = slots.length === 0 ? [] : lane.shares.choose(slots.length, now, kept);
  if (picks.length === 0) return { picks, want: undefined };
  const lines = picks.map(({ line: { customerId, lineId, priority, readyAt, runId }, most }) => {
    return { customerId, lineId, priority, readyAt, runId, most };
  });
  return { picks, want: { kind: lane.kind, lines, slots, limitedAccounts: lane.kind === "work" ? limitedAccounts : [], now } };
}

/** Before slots are given out: asks for all who wait when it is time for that, else for those we were told of. */
async function look(tx: Tx, mind: DispatchMind, lane: Lane): Promise<Seen | undefined> {
  if (lane.shares.isEmpty || isScanDue(lane) || lane.noted.size > mostNoted) return scan(tx, mind, lane);
  if (lane.noted.size === 0) return undefined;
  const noted = [...lane.noted];
  lane.noted.clear();
  return { heads: await listLinesOf(tx, lane.kind, noted, lane.horizon), noted };
}

function isScanDue(lane: Lane): boolean {
  return performance.now() - lane.scannedAt > Math.min(longestScanGapMs, lane.scanMs * scanShare);
}

async function scan(tx: Tx, mind: DispatchMind, lane: Lane): Promise<Seen> {
  const began = performance.now();
  lane.noted.clear();
  if (lane.kind === "work") await lineUpAccounts(tx, mind.limitedAccounts);
  const isDeep = began - lane.deepAt > mind.deepScanMs;
  const heads = await listLines(tx, lane.kind, isDeep ? 0 : lane.horizon);
  return { heads, all: { began, isDeep } };
}

function takeIn(mind: DispatchMind, lane: Lane, seen: Seen | undefined, now: number): void {
  if (!seen) return;
  const { heads, noted, all } = seen;
  lane.shares.line(heads, now, noted);
  if (!all) return;
  if (all.isDeep) lane.deepAt = all.began;
  lane.horizon = heads.reduce((oldest, head) => Math.min(oldest, head.readyAt), mind.databaseNow - horizonMs);
  lane.scannedAt = performance.now();
  lane.scanMs = lane.scannedAt - all.began;
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
