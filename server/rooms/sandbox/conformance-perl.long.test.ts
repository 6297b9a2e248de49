import { env } from "node:process";

/** The same suite once more on Perl's launcher, which is used where there was no C compiler at set-up. */
env["STOA_TEST_LAUNCHER"] = "perl";
await import("./conformance.test.ts");
