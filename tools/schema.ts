import { readFile, writeFile } from "node:fs/promises";
import { stopTestCluster } from "../server/testing/postgres.ts";
import { dumpSchema } from "./schema/dump-schema.ts";

// npm run schema: writes the golden schema, for the diff that a reviewer reads.
const file = new URL("../server/schema.sql", import.meta.url);
const before = await readFile(file, "utf8").catch(() => "");
const now = await dumpSchema();
await writeFile(file, now);
console.log(before === now ? "server/schema.sql is as it was" : "server/schema.sql has changed: git diff server/schema.sql");
await stopTestCluster();
process.exit();
