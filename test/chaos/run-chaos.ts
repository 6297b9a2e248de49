import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Db } from "../../server/base/index.ts";
import { stopMain } from "../../server/machine/testing/run-main.ts";
import { startDeployment } from "../try/deployment.ts";
import { Choice } from "./choose-part.ts";
import { killPart, type Kill, type Victim } from "./kill-part.ts";
import { prepare, type Target } from "./prepare.ts";
import { processesOf } from "./processes.ts";
import { countEndedRuns, countOpenRuns, findOlder, readCounts, readEvidence, readStanding, type Evidence } from "./prove.ts";
import { endless, randomBy } from "./random.ts";
import { openDatabase } from "./reach.ts";
import { Standbys } from "./standbys.ts";
import { triggerRuns, type Triggers } from "./trigger-runs.ts";

export interface ChaosOptions {
  kills: number;
  installations: number;
  /** The same number chooses the same parts, pauses and installations. */
  seed: number;
  say(text: string): void;
  signal?: AbortSignal;
}

/** What happened, to be judged. */
export interface ChaosRecord {
  triggers: Triggers;
  kills: Kill[];
  evidence: Evidence;
  /** States that went back between a kill and the time after it. */
  older: string[];
  /** Processes that were there after everything had stopped. */
  left: number[];
  /** Highest load a core at a kill: far above two, others use the machine too. */
  load: number;
  /** The end of the deployment's log. */
  log: string;
}

/** Runs that have ended before the first kill: by then program and runtime are on the machine. */
const warmRuns = 12;
/** From back to the next kill. */
const leastUpMs = 200;
const mostUpMs = 900;
/** A run that took its machine down five times is ended on purpose; no run is aimed at so often. */
const mostLossesHit = 2;
const restLimitMs = 300_000;
/** On a new machine the programs' runtime is made first. */
const warmLimitMs = 900_000;

interface Chaos extends ChaosOptions {
  victim: Victim;
  db: Db;
  random(): number;
  kept: Pick<ChaosRecord, "kills" | "older" | "load">;
}

/** Kills parts of a deployment again and again while its installations run, lets it come to rest, and tells what is there. */
export async function runChaos(options: ChaosOptions): Promise<ChaosRecord> {
  const deployment = await startDeployment({ allow: [], slots: 8 });
  const victim: Victim = { deployment, main: deployment.main, standbys: new Standbys(deployment.dataDir, 2) };
  const db = await openDatabase(deployment.dataDir);
  const chaos: Chaos = { ...options, victim, db, random: randomBy(options.seed), kept: { kills: [], older: [], load: 0 } };
  const triggers: Triggers = { answered: [], repeated: 0, unanswered: 0 };
  try {
    const targets = await prepare(db, deployment.dataDir, deployment.url, options.installations);
    options.say(`${targets.length} installations are there`);
    await killWhileTriggering(chaos, targets, triggers);
    const evidence = await rest(chaos);
    victim.standbys.stop();
    await db.close();
    await stopMain(victim.main);
    const left = processesOf(deployment.dataDir);
    return { triggers, evidence, left, log: endOfLog(deployment.dataDir), ...chaos.kept };
  } catch (error) {
    options.say(endOfLog(deployment.dataDir));
    throw error;
  } finally {
    victim.standbys.stop();
    if (victim.main.code === undefined) await stopMain(victim.main, "SIGKILL");
    await deployment.stop();
  }
}

function endOfLog(dataDir: string): string {
  const lines = readFileSync(join(dataDir, "machine", "stoa.log"), "utf8").split("\n");
  return lines.slice(-60).join("\n");
}

async function killWhileTriggering(chaos: Chaos, targets: readonly Target[], triggers: Triggers): Promise<void> {
  const { victim, db, random, signal, kills, say } = chaos;
  const stopping = new AbortController();
  const triggering = triggerRuns(victim.deployment.url, db, endless(targets, random), triggers, stopping.signal);
  const choice = new Choice(random);
  try {
    await until("the first runs to end", async () => (await countEndedRuns(db)) >= warmRuns, warmLimitMs);
    for (let number = 1; number <= kills; number++) {
      if (signal?.aborted) break;
      await wait(leastUpMs + random() * (mostUpMs - leastUpMs));
      await Promise.race([oneKill(chaos, choice, number), triggering]);
      say(`${triggers.answered.length} runs asked for`);
    }
  } finally {
    stopping.abort();
    await triggering;
  }
}

/** Waits for a moment at which a kill hits something, and hits no run too often. */
async function oneKill({ victim, db, kept, say }: Chaos, choice: Choice, number: number): Promise<void> {
  await until("something to hit", async () => {
    const { running, losses } = await readStanding(db);
    return running > 0 && losses <= mostLossesHit;
  });
  const before = await patiently(() => readCounts(db));
  const kill = await killPart(victim, choice.next());
  choice.note(kill.fell);
  kept.kills.push(kill);
  kept.load = Math.max(kept.load, (loadavg()[0] ?? 0) / availableParallelism());
  kept.older.push(...findOlder(before, await patiently(() => readCounts(db))).map((text) => `kill ${number}: ${text}`));
  say(`kill ${number}, ${kill.part}: ${kill.fell} back after ${kill.backAt - kill.killedAt} ms`);
}

async function rest({ db }: Chaos): Promise<Evidence> {
  await until("rest", async () => (await countOpenRuns(db)) === 0);
  return readEvidence(db);
}

/** @throws Error when it never comes */
async function until(what: string, holds: () => Promise<boolean>, withinMs = restLimitMs): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > end) throw new Error(`waited ${withinMs / 1_000} s for ${what}`);
    await wait(50);
  }
}

/** A process of Postgres may fall after the one that was killed. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  await until("the database", async () => {
    result = { value: await work() };
    return true;
  });
  if (!result) throw new Error("no answer");
  return result.value;
}
