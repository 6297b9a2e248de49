// Keeps one throw-away Postgres for all test processes of this clone and user. Who binds the socket is the keeper; a second one leaves.
// A client writes the names of databases that are its own; when its connection closes they are dropped. Without clients for a while, or
// when a client writes "stop", everything is stopped and deleted.
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import pg from "pg";
import { silentLog } from "../../machine/log.ts";
import { findBinaries, reachableBinaries, type RunningPostgres, startPostgres, stopLeftOver } from "../../machine/postgres/index.ts";
import { serviceUser } from "../../machine/supervise/run-as.ts";
import { keeperAddress, keeperDir, type KeeperGreeting } from "./address.ts";

const idleLimit = 120_000;
const clients = new Set<Socket>();
const greeting = Promise.withResolvers<KeeperGreeting>();
let postgres: RunningPostgres | undefined;
let idle: NodeJS.Timeout | undefined;
let stopWanted = false;

const server = createServer((socket) => void serve(socket));
server.once("error", () => process.exit(0));
server.listen(keeperAddress, () => void start());
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end());

async function start(): Promise<void> {
  try {
    const runAs = serviceUser();
    const dataDir = `${keeperDir}/data`;
    await stopLeftOver(dataDir);
    rmSync(keeperDir, { recursive: true, force: true });
    mkdirSync(keeperDir, { recursive: true });
    chmodSync(keeperDir, 0o755);
    const binaries = reachableBinaries(findBinaries(), runAs, keeperDir);
    postgres = await startPostgres({ dataDir, runAs, log: silentLog, purpose: "scratch", binaries });
    void postgres.ended.then(() => end());
    greeting.resolve({ superuser: postgres.superuser });
  } catch (error) {
    greeting.resolve({ failure: error instanceof Error ? `${error.message} ${"why" in error ? String(error.why) : ""}` : String(error) });
    setTimeout(() => void end(), 1_000);
  }
  waitForClients();
}

async function serve(socket: Socket): Promise<void> {
  clients.add(socket);
  clearTimeout(idle);
  const owned = new Set<string>();
  socket.on("error", () => undefined);
  socket.once("close", () => {
    clients.delete(socket);
    void drop([...owned]).finally(waitForClients);
  });
  createInterface({ input: socket }).on("line", (line) => {
    if (line === "stop") stopWanted = true;
    else owned.add(line);
  });
  socket.write(`${JSON.stringify(await greeting.promise)}\n`);
}

async function drop(names: string[]): Promise<void> {
  if (names.length === 0 || !postgres) return;
  const client = new pg.Client(postgres.superuser);
  client.on("error", () => undefined);
  try {
    await client.connect();
    for (const name of names) await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
  } catch {
    // The cluster is being stopped; it goes as a whole.
  } finally {
    await client.end().catch(() => undefined);
  }
}

function waitForClients(): void {
  clearTimeout(idle);
  if (clients.size > 0) return;
  if (stopWanted) void end();
  else idle = setTimeout(() => void end(), idleLimit);
}

let ending = false;

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  for (const socket of clients) socket.destroy();
  await postgres?.stop();
  rmSync(keeperDir, { recursive: true, force: true });
  process.exit(0);
}
