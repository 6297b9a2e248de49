import { parseArgs } from "node:util";
import { openPlace } from "./open-place.ts";
import { runFuzz, type FuzzReport } from "./run-fuzz.ts";
import { tellFindings, tellStatuses } from "./tell.ts";

/** So many calls of a kind one world takes: the more its own tenants make in it, the longer every list of theirs. */
const mostInOne = 10_000;

// npm run fuzz -- --calls 100000 --seed 7 [--only cross|bad]: so many calls of either kind; what was found, each with the call that shows it.
const { values } = parseArgs({
  options: { calls: { type: "string", default: "100000" }, seed: { type: "string", default: "1" }, only: { type: "string" } },
});
const [calls, first] = [Number(values.calls), Number(values.seed)];
const worlds = Math.ceil(calls / mostInOne);
const callsOf = (kind: "cross" | "bad"): number =>
  values.only === undefined || values.only === kind ? Math.ceil(calls / Math.max(1, worlds)) : 0;

const sums = { cross: 0, leaks: 0, forged: 0, bad: 0, faults: 0, others: 0 };
for (let world = 0; world < worlds; world++) {
  const seed = first + world;
  const place = await openPlace();
  try {
    tell(await runFuzz(place, { seed, crossCalls: callsOf("cross"), badCalls: callsOf("bad") }), seed);
  } finally {
    await place.close();
  }
}
console.log(
  `in all: ${sums.cross} cross-tenant calls, ${sums.leaks} leaks; ${sums.forged} forged in a browser and ${sums.bad} of bad input, ${sums.faults} faults; ${sums.others} others`,
);
process.exitCode = sums.leaks + sums.faults + sums.others > 0 ? 1 : 0;

function tell({ cross, bad, forged, missed, ...rest }: FuzzReport, seed: number): void {
  console.log(
    `cross-tenant: ${cross.calls} calls to ${cross.endpoints} endpoints at ${cross.slots.size} places; ${tellStatuses(cross.byStatus)}`,
  );
  console.log(`  ${cross.leaks.length} leaks\n${tellFindings(cross.leaks, seed)}`);
  console.log(`forged in a browser: ${forged.calls} calls to ${forged.endpoints} endpoints`);
  console.log(`  ${forged.findings.length} faults\n${tellFindings(forged.findings, seed)}`);
  console.log(
    `bad input: ${bad.calls} calls to ${bad.endpoints} endpoints, the slowest ${bad.slowestMs} ms; ${tellStatuses(bad.byStatus)}`,
  );
  console.log(`  ${bad.faults.length} faults\n${tellFindings(bad.faults, seed)}`);
  const all = Object.entries({ ...rest, missed: cross.calls === 0 ? [] : missed });
  const others = all.flatMap(([what, found]) => found.map((one) => `${what}: ${one}`));
  if (others.length > 0) console.log(others.join("\n"));
  sums.cross += cross.calls;
  sums.leaks += cross.leaks.length;
  sums.forged += forged.calls;
  sums.bad += bad.calls;
  sums.faults += bad.faults.length + forged.findings.length;
  sums.others += others.length;
}
