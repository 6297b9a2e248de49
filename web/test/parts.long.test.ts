import { env } from "node:process";

/** The gallery's parts in the other widths and schemes. */
env["LOOK_MORE"] = "1";
await import("./parts.test.ts");
