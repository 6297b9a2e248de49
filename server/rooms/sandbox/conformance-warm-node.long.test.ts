import { env } from "node:process";

/** Boxes in which a Node waited for its run; limits too small for any Node are seen with Python. */
env["STOA_TEST_WARM"] = "node";
env["STOA_TEST_SUITES"] = "ways out,a box holds,a box starts and ends,egress";
await import("./conformance.test.ts");
