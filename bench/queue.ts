/**
 * npm run bench queue -- [--short] [--only throughput,claims,...]: the queue's claims on the product's own statements, with history row,
 * fact and policies, facts heard; beside graphile-worker and pg-boss in the same Postgres. The scratch Postgres of the tests does not wait
 * for the disk, for nobody.
 */
import { parseArgs } from "node:util";
import { endBench, useScratch } from "./kit/scratch.ts";
import { benchCaps } from "./queue/caps.ts";
import { benchClaims } from "./queue/claims.ts";
import { benchCosts } from "./queue/costs.ts";
import { benchEnqueue } from "./queue/enqueue.ts";
import { benchFlood } from "./queue/flood.ts";
import { benchReader } from "./queue/reader.ts";
import type { Size } from "./queue/size.ts";
import { benchThroughput } from "./queue/throughput.ts";
import { benchWeights } from "./queue/weights.ts";

const { values } = parseArgs({ options: { short: { type: "boolean" }, only: { type: "string" } } });
const parts: Record<string, (size: Size) => Promise<void>> = {
  throughput: benchThroughput,
  claims: benchClaims,
  flood: benchFlood,
  weights: benchWeights,
  caps: benchCaps,
  enqueue: benchEnqueue,
  costs: benchCosts,
  reader: benchReader,
};
const wanted = values.only?.split(",") ?? Object.keys(parts);
const size: Size = { short: values.short ?? false, repeats: values.short ? 5 : 7 };
useScratch();
for (const name of wanted) {
  const part = parts[name];
  if (!part) throw new Error(`there is no part "${name}"; there are: ${Object.keys(parts).join(", ")}`);
  await part(size);
}
endBench();
