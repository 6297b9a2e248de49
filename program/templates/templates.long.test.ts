import { env } from "node:process";

/** The template in Go. */
env["STOA_TEST_GO"] = "1";
await import("./templates.test.ts");
