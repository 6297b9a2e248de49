// npm run chaos [-- --kills 100]: kills parts of a deployment, or all of it, with -9 again and again while its installations run, and proves
// that nothing was lost, done twice, or older than before, and that what a kill hit was soon taken up again. One JSON line a figure.
import { parseArgs } from "node:util";
import { reportFigure } from "../../bench/kit/figures.ts";
import { judgeChaos, takenUpLimitMs } from "./judge-chaos.ts";
import { runChaos } from "./run-chaos.ts";

const { values } = parseArgs({ options: { kills: { type: "string" }, installations: { type: "string" }, seed: { type: "string" } } });
const kills = Number(values.kills ?? 1_000);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stopping.abort());
const began = performance.now();
const say = (text: string): void => void process.stderr.write(`${text}\n`);
const record = await runChaos({ kills, installations: Number(values.installations ?? 200), seed, say, signal: stopping.signal });
const { lost, twice, older, late, left, takenUp, about } = judgeChaos(record);
const wrongs = [...lost, ...twice, ...older, ...late, ...left];
if (wrongs.length > 0) say([...wrongs, "", "the end of the log:", record.log].join("\n"));
const runs = record.evidence.ended.length;
const seconds = Math.round((performance.now() - began) / 1_000);
reportFigure({ name: "kills", ours: record.kills.length, floor: kills, atLeast: 1, about: { seed, seconds, ...about } });
reportFigure({ name: "runs lost", ours: lost.length, floor: runs, judged: "ours", atMost: 0 });
reportFigure({ name: "runs completed twice", ours: twice.length, floor: runs, judged: "ours", atMost: 0 });
reportFigure({ name: "states older or broken", ours: older.length, floor: runs, judged: "ours", atMost: 0 });
reportFigure({ name: "processes left over", ours: left.length, floor: 1, judged: "ours", atMost: 0 });
const slowest = Math.max(0, ...takenUp.map(({ ms }) => ms));
const hit = { lostAttempts: takenUp.length, unit: "ms while every part could act" };
reportFigure({ name: "slowest lost run to its next attempt", ours: slowest, floor: takenUpLimitMs, atMost: 1, about: hit });
process.exit(process.exitCode ?? 0);
