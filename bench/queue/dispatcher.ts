// A dispatcher in a process of its own, for `caps.ts`: takes the database's connection and the lease as JSON in its first argument.
import { createLog, engineCtx, openDb, realClock } from "../../server/base/index.ts";
import { createWake, defaultSettings } from "../../server/rooms/runs/index.ts";
import { startDispatcher } from "../../server/rooms/runs/testing.ts";

const { connection, leaderLeaseMs } = JSON.parse(process.argv[2] ?? "{}") as {
  connection: { host: string; port: number; user: string; database: string };
  leaderLeaseMs: number;
};
const db = openDb({ connection, max: 2, name: "dispatcher" });
const ctx = engineCtx({ db, clock: realClock, log: createLog({ level: "error" }) }, "bench");
startDispatcher({ ctx, settings: { ...defaultSettings, leaderLeaseMs, idlePollMs: 50, busyPollMs: 5 }, wake: createWake() });

// Whoever started it is gone: so is this.
process.stdin.resume().on("end", () => process.exit());
