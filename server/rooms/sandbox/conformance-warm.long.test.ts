import { env } from "node:process";

/** The suite once more on boxes whose program was prepared: they hold as those do that are started cold. */
env["STOA_TEST_WARM"] = "python";
await import("./conformance.test.ts");
