import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ownTime } from "../../server/machine/testing/own-time.ts";
import { runMain, stopMain, type MainProcess } from "../../server/machine/testing/run-main.ts";
import { startDeployment, type TriedDeployment } from "../try/deployment.ts";
import { prepare, type Target } from "./prepare.ts";
import { killAll, processesOf, survivors } from "./processes.ts";
import { countOpenRuns, findOlder, findWrongs, readCounts, readEvidence } from "./prove.ts";
import { openDatabase } from "./reach.ts";
import { triggerRuns, type Triggers } from "./trigger-runs.ts";

export interface ChaosOptions {
  kills: number;
  installations: number;
  /** The same number chooses the same moments and installations. */
  seed: number;
  say(text: string): void;
  signal?: AbortSignal;
}

export interface ChaosSummary {
  kills: number;
  seed: number;
  installations: number;
  triggered: number;
  unanswered: number;
  runs: number;
  attempts: number;
  /** Attempts that died with the machine; of the runs taken up again, how many found their own checkpoint. */
  lostAttempts: number;
  resumed: number;
  /** `ownMost` is the longest as it would have been on a machine to itself: the bar stands on it. */
  startMs: { p50: number; most: number; ownMost: number };
  /** Highest load a core before a start: far above two, others use the machine too. */
  load: number;
  seconds: number;
  wrongs: string[];
}

const startLimitMs = 10_000;
const restLimitMs = 180_000;
/** From ready to the kill: long enough now and then for a checkpoint, short enough to hit starts and recoveries. */
const leastUpMs = 1_000;
const mostUpMs = 3_000;

interface Chaos extends ChaosOptions {
  deployment: TriedDeployment;
  main: MainProcess;
  triggers: Triggers;
  starts: number[];
  ownStarts: number[];
  loads: number[];
  wrongs: string[];
  random(): number;
}

/** Kills a whole deployment again and again while its installations run, then holds what is left against what was asked for. */
export async function runChaos(options: ChaosOptions): Promise<ChaosSummary> {
  const began = performance.now();
  const deployment = await startDeployment({ allow: [], slots: 8 });
  const triggers: Triggers = { answered: [], unanswered: 0 };
  const chaos: Chaos = {
    ...options,
    deployment,
    main: deployment.main,
    triggers,
    starts: [],
    ownStarts: [],
    loads: [],
    wrongs: [],
    random: randomBy(options.seed),
  };
  try {
    const targets = await withDatabase(chaos, (db) => prepare(db, deployment.dataDir, deployment.url, options.installations));
    options.say(`${targets.length} installations are there`);
    await firstRun(chaos, targets);
    const perRound = Math.max(20, Math.ceil((2 * targets.length) / options.kills));
    const next = endless(targets, chaos.random);
    for (let round = 1; round <= options.kills && !options.signal?.aborted; round++)
      await oneKill(chaos, round, Array.from({ length: perRound }, next));
    return { ...(await rest(chaos, targets.length)), seconds: Math.round((performance.now() - began) / 1_000) };
  } finally {
    if (chaos.main.code === undefined) await stopMain(chaos.main, "SIGKILL");
    await deployment.stop();
  }
}

/** On a new machine the runtime of the first run is made first, for a minute or more: without it no kill would hit a run. */
async function firstRun(chaos: Chaos, targets: readonly Target[]): Promise<void> {
  const { deployment, triggers } = chaos;
  await triggerRuns(deployment.url, targets.slice(0, 1), triggers, new AbortController().signal);
  await withDatabase(chaos, async (db) => {
    while ((await countOpenRuns(db)) > 0 && chaos.main.code === undefined && !chaos.signal?.aborted) await wait(250);
  });
}

async function oneKill(chaos: Chaos, round: number, targets: Target[]): Promise<void> {
  const { deployment, triggers, random, say } = chaos;
  const stopping = new AbortController();
  const upMs = Math.round(leastUpMs + random() * (mostUpMs - leastUpMs));
  const triggering = triggerRuns(deployment.url, targets, triggers, stopping.signal);
  await wait(upMs);
  const before = await withDatabase(chaos, readCounts);
  const seen = await killAll(deployment.dataDir);
  stopping.abort();
  await Promise.all([chaos.main.ended, triggering]);
  await startAgain(chaos, round);
  const left = await survivors(seen, 3_000);
  if (left.length > 0) chaos.wrongs.push(`kill ${round}: processes ${left.join(", ")} outlived it`);
  chaos.wrongs.push(...findOlder(before, await withDatabase(chaos, readCounts)).map((text) => `kill ${round}: ${text}`));
  say(`kill ${round} after ${upMs} ms: up again in ${Math.round(chaos.starts.at(-1) ?? 0)} ms, ${triggers.answered.length} runs asked for`);
}

async function startAgain(chaos: Chaos, round: number): Promise<void> {
  const { dataDir, env, url } = chaos.deployment;
  const load = (loadavg()[0] ?? 0) / availableParallelism();
  const { value, ms, ownMs } = await ownTime(() => runMain({ dataDir, port: Number(new URL(url).port), env }));
  chaos.main = value;
  chaos.starts.push(ms);
  chaos.ownStarts.push(ownMs);
  chaos.loads.push(load);
  if (chaos.main.code !== undefined) throw new Error(`After kill ${round} it did not start:\n${chaos.main.stdout}${chaos.main.stderr}`);
  if (ownMs > startLimitMs) chaos.wrongs.push(`kill ${round}: the next start took ${Math.round(ms)} ms, ${Math.round(ownMs)} of its own`);
}

/** Lets everything come to rest, stops in order, and looks. */
async function rest(chaos: Chaos, installations: number): Promise<Omit<ChaosSummary, "seconds">> {
  const { deployment, triggers, wrongs, starts, kills, seed } = chaos;
  const evidence = await withDatabase(chaos, async (db) => {
    const until = performance.now() + restLimitMs;
    while ((await countOpenRuns(db)) > 0 && performance.now() < until) await wait(250);
    return readEvidence(db);
  });
  await stopMain(chaos.main);
  wrongs.push(...findWrongs(evidence, triggers));
  if (wrongs.length > 0) chaos.say(lastLines(join(deployment.dataDir, "machine", "stoa.log"), 60));
  const left = processesOf(deployment.dataDir);
  if (left.length > 0) wrongs.push(`processes ${left.join(", ")} are left over`);
  const attempts = [...evidence.attempts.values()].flat();
  const sorted = starts.toSorted((one, other) => one - other);
  return {
    kills,
    seed,
    installations,
    triggered: triggers.answered.length,
    unanswered: triggers.unanswered,
    runs: evidence.ended.length,
    attempts: attempts.length,
    lostAttempts: attempts.filter((one) => one.outcome === "lost").length,
    resumed: evidence.ended.filter((run) => run.skipped > 0).length,
    startMs: {
      p50: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
      most: Math.round(sorted.at(-1) ?? 0),
      ownMost: Math.round(Math.max(...chaos.ownStarts)),
    },
    load: Math.round(Math.max(...chaos.loads) * 10) / 10,
    wrongs,
  };
}

function lastLines(file: string, count: number): string {
  return readFileSync(file, "utf8").split("\n").slice(-count).join("\n");
}

async function withDatabase<T>({ deployment }: Chaos, work: (db: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>): Promise<T> {
  const db = await openDatabase(deployment.dataDir);
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

/** Every target once, in random order, then any. */
function endless(targets: readonly Target[], random: () => number): () => Target {
  const left = [...targets];
  return () => {
    const from = left.length > 0 ? left : targets;
    const index = Math.floor(random() * from.length);
    const chosen = left.length > 0 ? left.splice(index, 1)[0] : from[index];
    if (!chosen) throw new Error("nothing to trigger");
    return chosen;
  };
}

/** Numbers in [0, 1) that the seed decides (mulberry32). */
function randomBy(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
