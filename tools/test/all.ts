import { fileURLToPath } from "node:url";
import { stopTestCluster } from "../../server/testing/postgres.ts";
import { verify } from "../verify.ts";
import { findTests } from "./find-tests.ts";
import { runTests, type TestRun } from "./run-tests.ts";

// npm test [-- path ...]: the checkers, then every test; with paths only the tests whose path holds one of them.
const root = fileURLToPath(new URL("../..", import.meta.url));
const filters = process.argv.slice(2);
const files = findTests(root, filters);
const problems = filters.length === 0 ? await verify(root) : 0;
const first = files.length > 0 ? await runTests(root, files) : { code: 1, closing: ["no test file found"], failed: [], skipped: [] };
const { code, closing, skipped } = first.code === 0 || first.failed.length === 0 ? first : await runAlone(first);
if (files.some((file) => file.startsWith("server/"))) await stopTestCluster();
if (problems > 0) console.log(`\nverify found ${problems} problems, listed at the top`);
// Who we are decides what can be tried; anything else that is not there on a clean machine is a failure.
const lacking = process.env["CI"] === undefined ? [] : skipped.filter((test) => !/\broot\b|ordinary user|only a box/i.test(test));
if (lacking.length > 0) console.log(`\nnot run, which CI does not accept:\n${lacking.join("\n")}`);
console.log(`\n${closing.join("\n")}`);
process.exit(code === 0 && problems + lacking.length > 0 ? 1 : code);

/** Machines that run tests are shared and noisy: a file that failed beside another is run once more by itself, and what fails then fails. */
async function runAlone(run: TestRun): Promise<TestRun> {
  console.log(`\nfailed beside others, now once more alone:\n${run.failed.join("\n")}`);
  const again = await runTests(root, run.failed, "inherit", 1);
  if (again.code === 0) console.log(`\nonly failed beside others: ${run.failed.join(", ")}`);
  return { ...again, skipped: run.skipped };
}
