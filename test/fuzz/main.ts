import { parseArgs } from "node:util";
import { openPlace } from "./open-place.ts";
import { runFuzz } from "./run-fuzz.ts";
import { tellFindings, tellStatuses } from "./tell.ts";

// npm run fuzz -- --calls 100000 --seed 7: so many calls of either kind; what was found, each with the call that shows it.
const { values } = parseArgs({ options: { calls: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } } });
const [calls, seed] = [Number(values.calls), Number(values.seed)];
const place = await openPlace();
try {
  const { cross, bad, ...rest } = await runFuzz(place, { seed, crossCalls: calls, badCalls: calls });
  console.log(
    `cross-tenant: ${cross.calls} calls to ${cross.endpoints} endpoints at ${cross.slots.size} places; ${tellStatuses(cross.byStatus)}`,
  );
  console.log(`  ${cross.leaks.length} leaks\n${tellFindings(cross.leaks, seed)}`);
  console.log(
    `bad input: ${bad.calls} calls to ${bad.endpoints} endpoints, the slowest ${bad.slowestMs} ms; ${tellStatuses(bad.byStatus)}`,
  );
  console.log(`  ${bad.faults.length} faults\n${tellFindings(bad.faults, seed)}`);
  const others = Object.entries(rest).flatMap(([what, found]) => found.map((one) => `${what}: ${one}`));
  console.log(others.join("\n"));
  process.exitCode = cross.leaks.length + bad.faults.length + others.length > 0 ? 1 : 0;
} finally {
  await place.close();
}
