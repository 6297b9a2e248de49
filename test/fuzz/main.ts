import { parseArgs } from "node:util";
import { openPlace } from "./open-place.ts";
import { runFuzz } from "./run-fuzz.ts";
import { tellFindings, tellStatuses } from "./tell.ts";

// npm run fuzz -- --calls 100000 --seed 7 [--only cross|bad]: so many calls of either kind; what was found, each with the call that shows it.
const { values } = parseArgs({
  options: { calls: { type: "string", default: "100000" }, seed: { type: "string", default: "1" }, only: { type: "string" } },
});
const [calls, seed] = [Number(values.calls), Number(values.seed)];
const callsOf = (kind: "cross" | "bad"): number => (values.only === undefined || values.only === kind ? calls : 0);
const place = await openPlace();
try {
  const { cross, bad, missed, ...rest } = await runFuzz(place, { seed, crossCalls: callsOf("cross"), badCalls: callsOf("bad") });
  console.log(
    `cross-tenant: ${cross.calls} calls to ${cross.endpoints} endpoints at ${cross.slots.size} places; ${tellStatuses(cross.byStatus)}`,
  );
  console.log(`  ${cross.leaks.length} leaks\n${tellFindings(cross.leaks, seed)}`);
  console.log(
    `bad input: ${bad.calls} calls to ${bad.endpoints} endpoints, the slowest ${bad.slowestMs} ms; ${tellStatuses(bad.byStatus)}`,
  );
  console.log(`  ${bad.faults.length} faults\n${tellFindings(bad.faults, seed)}`);
  const all = Object.entries({ ...rest, missed: cross.calls === 0 ? [] : missed });
  const others = all.flatMap(([what, found]) => found.map((one) => `${what}: ${one}`));
  console.log(others.join("\n"));
  process.exitCode = cross.leaks.length + bad.faults.length + others.length > 0 ? 1 : 0;
} finally {
  await place.close();
}
