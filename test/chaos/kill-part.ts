import { setTimeout as wait } from "node:timers/promises";
import { isReady, runMain, type MainProcess } from "../../server/machine/testing/run-main.ts";
import type { TriedDeployment } from "../try/deployment.ts";
import { familyOf, killAll, killThese, survivors } from "./processes.ts";
import { openDatabase, stateOf } from "./reach.ts";
import { read } from "./prove.ts";
import type { Standbys } from "./standbys.ts";
import { findLeader } from "./store.ts";

/** What is killed: who leads the dispatch, wherever it is; a part; one process of Postgres; everything at once. */
export const parts = ["dispatcher", "spawner", "server", "postgres", "backend", "all"] as const;
export type Part = (typeof parts)[number];

/** A deployment under fire. */
export interface Victim {
  deployment: TriedDeployment;
  main: MainProcess;
  standbys: Standbys;
}

export interface Kill {
  part: Part;
  /** What fell: a leader may be the server. */
  fell: Part;
  /** Milliseconds since 1970: from the kill to the moment the part can act again. */
  killedAt: number;
  backAt: number;
}

/** On a machine that many use a start may take long; only one that never comes is a fault. */
const backLimitMs = 600_000;

/** SIGKILL to one part, then waits until it can act again. @throws Error when it does not come back */
export async function killPart(victim: Victim, part: Part): Promise<Kill> {
  const { dataDir, url } = victim.deployment;
  const killedAt = Date.now();
  const done = (fell: Part): Kill => ({ part, fell, killedAt, backAt: Date.now() });
  if (part === "all") return killWhole(victim, done);
  if (part === "dispatcher") {
    const leader = await leaderOf(dataDir);
    if (leader !== undefined && victim.standbys.kill(leader)) {
      await until(part, async () => ![leader, undefined].includes(await leaderOf(dataDir)));
      return done("dispatcher");
    }
  }
  const fell = part === "dispatcher" ? "server" : part;
  const name = fell === "backend" ? "postgres" : fell;
  const pid = (await stateOf(dataDir)).parts[name] ?? 0;
  const seen = fell === "backend" ? familyOf(pid).slice(-1) : fell === "postgres" ? familyOf(pid) : familyOf(pid).slice(0, 1);
  killThese(seen);
  if (fell !== "backend") await until(fell, async () => ((await stateOf(dataDir)).parts[name] ?? pid) !== pid);
  await until(fell, async () => (await isReady(url)) && (await leaderOf(dataDir)) !== undefined);
  if ((await survivors(seen, 3_000)).length > 0) throw new Error(`${fell} outlived its SIGKILL`);
  return done(fell);

  async function until(what: Part, holds: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + backLimitMs;
    while (!(await holds().catch(() => false))) {
      if (victim.main.code !== undefined) throw new Error(`The deployment ended after a kill of ${what}:\n${victim.deployment.said()}`);
      if (performance.now() > end) throw new Error(`${what} did not come back within ${backLimitMs / 1_000} s`);
      await wait(50);
    }
  }
}

/** Nobody starts it again but us, as a service manager does. */
async function killWhole(victim: Victim, done: (fell: Part) => Kill): Promise<Kill> {
  const { dataDir, env, url } = victim.deployment;
  const seen = await killAll(dataDir);
  await victim.main.ended;
  victim.main = await runMain({ dataDir, port: Number(new URL(url).port), env });
  const { code, stdout, stderr } = victim.main;
  if (code !== undefined) throw new Error(`It did not start again:\n${stdout}${stderr}`);
  const kill = done("all");
  const left = await survivors(seen, 3_000);
  if (left.length > 0) throw new Error(`processes ${left.join(", ")} outlived the kill`);
  return kill;
}

/** Who leads the dispatch now; undefined when nobody does. */
async function leaderOf(dataDir: string): Promise<string | undefined> {
  const db = await openDatabase(dataDir);
  try {
    return await read(db, findLeader);
  } finally {
    await db.close();
  }
}
