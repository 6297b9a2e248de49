import { env } from "node:process";

/**
 * Boxes in which a Node waited for its run. The suite's Node becomes the program of a test and keeps no descriptor above 2 when it does, and limits
 * too small for any Node are seen with Python; warm/node.test.ts has what a Node's own program sees.
 */
env["STOA_TEST_WARM"] = "node";
env["STOA_TEST_SUITES"] = "ways out,a box holds,egress";
await import("./conformance.test.ts");
