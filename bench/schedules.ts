/**
 * npm run bench schedules [-- --short]: what a million schedules cost that are not due (a hundred thousand in the short form): bytes on disk with
 * their indexes, memory, processor time and queries of the process that watches them; how long 50,000 due at one moment take to be queued, and storms of
 * 10,000 pauses and resumes.
 */
import { parseArgs } from "node:util";
import { realClock, transaction, type Ctx } from "../server/base/index.ts";
import { dispatchFacts } from "../server/base/facts/index.ts";
import { defaultSettings, fireDue, followInstallations, openScene } from "../server/rooms/runs/testing.ts";
import { ownTime } from "../server/machine/testing/own-time.ts";
import { cloneInstallations, tellInstallations } from "../server/testing/index.ts";
import { reportFigure } from "./kit/figures.ts";
import { endBench, useScratch } from "./kit/scratch.ts";
import { makeAllDue, measureSchedules, plantIdleSchedules } from "./kit/schedules.ts";
import { watchScheduler } from "./kit/watch-scheduler.ts";

useScratch();
const { values } = parseArgs({ options: { short: { type: "boolean" } } });
const idle = values.short ? 100_000 : 1_000_000;
const due = values.short ? 10_000 : 50_000;
const storm = values.short ? 2_000 : 10_000;
const watchMs = values.short ? 10_000 : 30_000;
const scene = await openScene();
const engine: Ctx = { ...scene.world.engine, clock: realClock };

for (let made = 0; made < idle; made += 50_000) await transaction(engine, ({ tx }) => plantIdleSchedules(tx, 50_000));
const disk = await transaction(engine, ({ tx }) => measureSchedules(tx));
const bytes = (disk.table + disk.indexes) / idle;
reportFigure({
  name: "disk of an idle schedule",
  ours: bytes,
  floor: 107,
  judged: "ours",
  atMost: 200,
  about: { unit: "bytes", schedules: idle, ...disk },
});

const seen = await watchScheduler(scene.world.db, watchMs);
const about = { schedules: idle, seconds: watchMs / 1_000 };
reportFigure({
  name: "memory of the idle scheduler",
  ours: seen.rssMb,
  floor: seen.bareMb,
  judged: "ours",
  atMost: 150,
  about: { ...about, unit: "MB" },
});
reportFigure({
  name: "processor of the idle scheduler",
  ours: seen.cpuPercent,
  floor: 1,
  judged: "ours",
  atMost: 1,
  about: { ...about, unit: "% of a core" },
});
reportFigure({
  name: "queries of the idle scheduler",
  ours: seen.queriesPerSecond,
  floor: 5,
  judged: "ours",
  atMost: 5,
  about: { ...about, unit: "a second" },
});

const { owner } = await scene.makeCustomer();
const first = await scene.install(owner, await scene.publish("exit 0", { schedule: { cron: "*/15 * * * *", editable: true } }));
const ids = await transaction(engine, async ({ tx }) => {
  const made = await cloneInstallations(tx, first, due, "*/15 * * * *");
  await tellInstallations(tx, made, "active", "installation.installed");
  return made;
});
await hearAll();
await transaction(engine, ({ tx }) => makeAllDue(tx, ids));
let fired = 0;
const queued = await ownTime(async () => {
  for (let more = 1; more > 0; fired += more) more = await fireDue(engine, defaultSettings);
});
reportFigure({
  name: "due at one moment until queued",
  ours: queued.ownMs / 1_000,
  floor: due / 25_000,
  judged: "ours",
  atMost: (5 * due) / 50_000,
  about: { unit: "s of a machine to itself", seconds: queued.ms / 1_000, due: fired, beside: idle },
});

const stormed = ids.slice(0, storm);
for (const [name, state, type] of [
  ["pauses", "paused", "installation.paused"],
  ["resumes", "active", "installation.resumed"],
] as const) {
  await transaction(engine, ({ tx }) => tellInstallations(tx, stormed, state, type));
  const followed = await ownTime(hearAll);
  reportFigure({
    name: `a storm of ${name} until followed`,
    ours: followed.ownMs / 1_000,
    floor: storm / 10_000,
    judged: "ours",
    atMost: (10 * storm) / 10_000,
    about: { unit: "s of a machine to itself", seconds: followed.ms / 1_000, installations: storm },
  });
}
endBench();

/** An open transaction elsewhere in the cluster may hold facts back for a moment. */
async function hearAll(): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    quiet = (await dispatchFacts(engine, followInstallations)).heard === 0 ? quiet + 1 : 0;
    if (quiet > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
