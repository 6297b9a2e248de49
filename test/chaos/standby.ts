// A further candidate for the dispatching lead, in a process of its own: node standby.ts <data folder> <holder's uuid>. Ends with its parent.
import { createLog, engineCtx, realClock } from "../../server/base/index.ts";
import { createWake, defaultSettings } from "../../server/rooms/runs/index.ts";
import { startDispatcher } from "../../server/rooms/runs/testing.ts";
import { openDatabase } from "./reach.ts";

const [dataDir = "", holder = ""] = process.argv.slice(2);
const db = await openDatabase(dataDir);
// What it says of a database that is away again and again is what this is about.
const ctx = engineCtx({ db, clock: realClock, log: createLog({ level: "silent" }) }, "standby");
startDispatcher({ ctx, settings: defaultSettings, wake: createWake(), holder });
process.once("disconnect", () => process.exit(0));
