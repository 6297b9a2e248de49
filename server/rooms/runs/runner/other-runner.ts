// A runner in a process of its own, for tests that kill or freeze one. Told over IPC where its database and blobs are; says its pid when up.
import { openBlobStore } from "../../../base/blobs/index.ts";
import { createLog, openDb, realClock, type DbSettings } from "../../../base/index.ts";
import { LiveLogs } from "../../../base/logs/index.ts";
import { openSandbox } from "../../sandbox/index.ts";
import { createWake } from "../dispatch/wake.ts";
import { defaultSettings } from "../settings.ts";
import { startRunner } from "./start-runner.ts";
import { testRuntime } from "./testing.ts";

export interface OtherRunner {
  connection: DbSettings["connection"];
  blobs: string;
  dataDir: string;
  place: string;
}

process.once("message", (message) => void start(message as OtherRunner));
process.once("disconnect", () => process.exit(0));

async function start({ connection, blobs, dataDir, place }: OtherRunner): Promise<void> {
  const log = createLog({ level: "silent" });
  await startRunner({
    db: openDb({ connection, max: 5, name: "other runner" }),
    clock: realClock,
    log,
    keys: undefined,
    blobs: openBlobStore({ kind: "files", folder: blobs }),
    live: new LiveLogs(),
    wake: createWake(),
    sandbox: await openSandbox({ dataDir, slots: 1, egressPolicy: { allow: [] }, log }),
    dataDir,
    ensureRuntime: ({ base, packages }) => testRuntime(base, packages),
    place,
    workSlots: 1,
    probeSlots: 0,
    about: {},
    settings: defaultSettings,
  });
  process.send?.("up");
}
