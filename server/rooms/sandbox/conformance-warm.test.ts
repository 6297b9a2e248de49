import { env } from "node:process";

/** Ways out of a box whose program was prepared, and what it holds; the rest of the suite runs so in conformance-warm.long.test.ts. */
env["STOA_TEST_WARM"] = "python";
env["STOA_TEST_SUITES"] = "ways out,a box holds,a box starts and ends";
await import("./conformance.test.ts");
