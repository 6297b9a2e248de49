// The server process: api, scheduler and runner. Started by the supervisor as the service user; says "ready" or "failed" over IPC.
// Without its supervisor it ends at once: the database is being stopped at the same moment, and leases cover what was under way.
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { openBlobStore } from "../../base/blobs/index.ts";
import { realClock } from "../../base/clock.ts";
import { openDb } from "../../base/db/index.ts";
import { StoaError } from "../../base/errors.ts";
import { giveMemoryBack } from "../../base/give-memory-back.ts";
import { createLog, type Log } from "../../base/log.ts";
import { dailyBackup } from "../backup/daily-backup.ts";
import { bringExample } from "../example/bring-example.ts";
import { startRoles } from "../../roles/start-roles.ts";
import type { RunningRoles } from "../../roles/deps.ts";
import type { RenewMessage, ServerMessage, StartMessage } from "./seam.ts";

/** Programs have 30 s after SIGTERM; their logs, states and ends are written after that. */
const drainLimit = 40_000;
let stop: (() => Promise<void>) | undefined;

// Runtimes and artifacts are read by users that own nothing; private folders say so themselves.
process.umask(0o022);
process.once("message", (message) => void start(message as StartMessage));
let renew: RunningRoles["renewCertificate"] | undefined;
process.on("message", (message: RenewMessage | StartMessage) => void (message.kind === "renew" && renew?.(message.certificate)));
process.once("disconnect", () => process.exit(1));
process.once("SIGTERM", () => void drain());
// The terminal's Ctrl-C is the supervisor's to hear.
process.on("SIGINT", () => undefined);

async function start(message: StartMessage): Promise<void> {
  const log = createLog({ level: message.config.logLevel, name: "server" });
  endOnUnknownFaults(log);
  try {
    const roles = await run(message, log);
    renew = roles.renewCertificate;
    giveMemoryBack();
    tell({ kind: "ready", url: roles.url, signInLink: await roles.signInLink() });
    // Also when it is killed hard the next start finds its code compiled.
    flushCompileCache();
  } catch (error) {
    log.error({ err: error }, "the server did not start");
    tell(failed(error));
    setTimeout(() => process.exit(1), 100);
  }
}

async function run(message: StartMessage, log: Log): Promise<RunningRoles> {
  const { config, appRoot, spawnerSocket, machine, certificate } = message;
  const db = openDb({ connection: message.connection, max: 20, name: "stoa server" });
  const blobs = openBlobStore({ kind: "files", folder: join(config.dataDir, "blobs") });
  const backUpDaily = (): Promise<string | undefined> =>
    dailyBackup({ connection: message.connection, blobs, dataDir: config.dataDir, clock: realClock, log });
  const roles = await startRoles({ backUpDaily, config, db, blobs, clock: realClock, log, appRoot, spawnerSocket, machine, certificate });
  const { exampleUrl } = message;
  const leave = new AbortController();
  const say = (text: string): void => tell({ kind: "note", text });
  const example = { db, clock: realClock, log, config, appRoot, say, signal: leave.signal };
  const filled = exampleUrl === undefined ? undefined : bringExample({ ...example, productUrl: exampleUrl });
  stop = async () => {
    const going = roles.going();
    if (going > 0) say(waiting(going));
    leave.abort();
    await filled;
    await roles.stop();
    await db.close();
  };
  return roles;
}

function waiting(going: number): string {
  const programs = going === 1 ? "A program was asked to end and has" : `${going} programs were asked to end and have`;
  return `${programs} 30 s for it; runs that do not end by then go on at the next start, uncounted. Ctrl-C again stops at once.`;
}

async function drain(): Promise<void> {
  setTimeout(() => process.exit(1), drainLimit).unref();
  await stop?.();
  process.exit(0);
}

/** A state nobody thought of is left by starting anew; the supervisor does. */
function endOnUnknownFaults(log: Log): void {
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.once(event, (error: unknown) => {
      log.fatal({ err: error }, `the server met an ${event}`);
      setTimeout(() => process.exit(70), 50);
    });
  }
}

function failed(error: unknown): ServerMessage {
  if (error instanceof StoaError) return { kind: "failed", code: error.code, what: error.message, why: error.why, fix: error.fix };
  const text = error instanceof Error ? error.message : String(error);
  return {
    kind: "failed",
    code: "internal",
    what: `The server did not start: ${text}`,
    why: undefined,
    fix: "Look at the end of the log.",
  };
}

function tell(message: ServerMessage): void {
  process.send?.(message);
}
