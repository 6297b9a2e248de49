import { fileURLToPath } from "node:url";
import { stopTestCluster } from "../../server/testing/postgres.ts";
import { verify } from "../verify.ts";
import { notAccepted } from "./accept-skips.ts";
import { findTests } from "./find-tests.ts";
import { closingAfter, runTests, type TestRun } from "./run-tests.ts";

// npm test [-- path ...]: the checkers, then the tests; with paths only those, of either form, whose path holds one of them.
// --long: npm run test:stories, the long tests alone.
const root = fileURLToPath(new URL("../..", import.meta.url));
const filters = process.argv.slice(2).filter((word) => word !== "--long");
const long = process.argv.includes("--long");
const whole = !long && filters.length === 0;
const files = findTests(root, long ? "long" : whole ? "short" : "all", filters);
const problems = whole ? await verify(root) : 0;
const none: TestRun = { code: 1, closing: ["no test file found"], failed: [], skipped: [], times: [] };
// Whole deployments use a processor each for a while; most of the time of other tests is waiting.
const first = files.length > 0 ? await runTests(root, files, "inherit", long ? 4 : 6) : none;
const { code, closing, skipped } = first.code === 0 || first.failed.length === 0 ? first : await runAlone(first);
if (files.some((file) => file.startsWith("server/"))) await stopTestCluster();
const slowest = first.times.slice(0, 16).map(({ file, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${file}`);
if (slowest.length > 1) console.log(`\nthe slowest:\n${slowest.join("\n")}`);
if (problems > 0) console.log(`\nverify found ${problems} problems, listed at the top`);
const lacking = notAccepted(skipped);
if (lacking.length > 0)
  console.log(`\nnot run, for no reason that CI accepts:\n${lacking.map(({ name, reason }) => `  ${name} # ${reason}`).join("\n")}`);
console.log(`\n${closing.join("\n")}`);
const wrong = problems + (process.env["CI"] === undefined ? 0 : lacking.length);
process.exit(code === 0 && wrong > 0 ? 1 : code);

/** Machines that run tests are shared and noisy: a file that failed beside another is run once more by itself, and what fails then fails. */
async function runAlone(run: TestRun): Promise<TestRun> {
  console.log(`\nfailed beside others, now once more alone:\n${run.failed.join("\n")}`);
  const again = await runTests(root, run.failed, "inherit", 1);
  if (again.code === 0) console.log(`\nonly failed beside others: ${run.failed.join(", ")}`);
  return { ...again, closing: closingAfter(run.closing, again.closing), skipped: run.skipped };
}
