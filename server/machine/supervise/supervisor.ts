// The life of a deployment on one machine: checks that change nothing, then database, schema, spawner, server; stopped in the opposite
// order. Each part is a process; one that ends unasked is started again, and when it ends too often everything stops and says why.
import { chmodSync, chownSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../base/config.ts";
import { checkExternal, type Prepared, prepareEmbedded, prepareExternal } from "../database/prepare-database.ts";
import { findBinaries, makePrivate, type RunningPostgres, startPostgres } from "../postgres/index.ts";
import { type Product, startProduct } from "../example/start-product.ts";
import { type AppPlace, findAppPlace, placed } from "./app-place.ts";
import { readCertificate, watchCertificate } from "./certificate.ts";
import { holdLock } from "./hold-lock.ts";
import { type Kept, keepRunning, type Running } from "./keep-running.ts";
import { type LogFile, openLogFile } from "./log-file.ts";
import { type MachineState, machineDir, removeState, writeState } from "./machine-state.ts";
import { checkDisk, checkPort } from "./preflight.ts";
import { type RunAs, serviceUser } from "./run-as.ts";
import { type Server, startServer } from "./start-server.ts";
import { startSpawner } from "./start-spawner.ts";
import { type SupervisorLog, supervisorLog } from "./supervisor-log.ts";

export interface Deployment {
  url: string;
  signInLink: string | undefined;
  /** Applied by this start. */
  migrations: string[];
  logFile: string;
  /** The example product beside it, with the account to look at it. */
  example: Pick<Product, "url" | "email" | "password"> | undefined;
  /** Resolves with the reason when it ends by itself. */
  failed: Promise<string>;
  stop(): Promise<void>;
  /** Makes a stop that is under way wait for no program any more: what runs is lost, and taken up again at the next start. */
  hurry(): void;
}

/** Folders of the data folder that the server writes, made as its user. */
const serverFolders = ["blobs", "git", "keys", "cache", "tmp"];

/** What is under way, for a stop in the opposite order, also out of the middle of a start. */
class Parts {
  readonly #stops: (() => unknown)[] = [];

  add(stop: () => unknown): void {
    this.#stops.push(stop);
  }

  async stop(): Promise<void> {
    for (let stop = this.#stops.pop(); stop; stop = this.#stops.pop()) await stop();
  }
}

interface Start {
  config: Config;
  place: AppPlace;
  runAs: RunAs | undefined;
  log: SupervisorLog;
  parts: Parts;
  env: Record<string, string>;
  giveUp(reason: string): void;
  onNote(text: string): void;
}

/**
 * Starts everything. @param onNote hears sentences for a person while it runs.
 * @throws StoaError setup when something stands in the way; what was started is stopped again then.
 */
export async function startDeployment(config: Config, onNote: (text: string) => void = () => undefined): Promise<Deployment> {
  const parts = new Parts();
  const failed = Promise.withResolvers<string>();
  try {
    const lock = await holdLock(config.dataDir, "npm start");
    parts.add(() => lock.release());
    await checkPort(config.listen, config.port);
    checkDisk(config.dataDir);
    readCertificate(config.tls);
    if (config.databaseUrl !== undefined) await checkExternal(config.databaseUrl);
    const runAs = serviceUser();
    const place = findAppPlace(runAs);
    const { file, path } = openData(config, runAs, parts);
    const start = { config, place, runAs, log: supervisorLog(file), parts, env: childEnvironment(config), giveUp: failed.resolve, onNote };
    const { server, migrations, example } = await startParts(start);
    const { url, signInLink } = server.current();
    return {
      url,
      signInLink,
      migrations,
      logFile: path,
      example,
      failed: failed.promise,
      stop: () => parts.stop(),
      hurry: () => kill(server.current().pid),
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function openData(config: Config, runAs: RunAs | undefined, parts: Parts): { file: LogFile; path: string } {
  makePrivate(config.dataDir, runAs);
  for (const name of serverFolders) makePrivate(join(config.dataDir, name), runAs);
  giveKeys(join(config.dataDir, "keys"), runAs);
  const folder = machineDir(config.dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const file = openLogFile(folder);
  parts.add(() => file.close());
  return { file, path: join(folder, "stoa.log") };
}

/** After a restore a person lays the key there, as root or as themselves: it is the server that reads it. */
function giveKeys(folder: string, runAs: RunAs | undefined): void {
  if (!runAs) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }).filter((one) => one.isFile())) {
    chownSync(join(folder, entry.name), runAs.uid, runAs.gid);
    chmodSync(join(folder, entry.name), 0o600);
  }
}

async function startParts(start: Start): Promise<{ server: Kept<Server>; migrations: string[]; example: Product | undefined }> {
  const { config, parts } = start;
  const showing = tryExample(start);
  const { prepared, postgres } = await startDatabase(start);
  const spawner = await keepPart(start, "spawner", () =>
    startSpawner({
      place: start.place,
      env: start.env,
      onLine: start.log.lineOf("spawner"),
      dataDir: config.dataDir,
      slots: config.slots,
      spare: config.warm?.slots ?? 0,
      gvisor: config.gvisor,
      clientUser: start.runAs,
    }),
  );
  const example = await showing;
  const given = { prepared, spawnerSocket: spawner.current().socket, embedded: postgres !== undefined, example };
  const server = await keepPart(start, "server", () => startServerPart(start, given));
  if (config.tls) parts.add(watchCertificate(config.tls, (certificate) => server.current().send({ kind: "renew", certificate })));
  const state = (): MachineState => ({
    supervisor: process.pid,
    url: server.current().url,
    parts: { ...(postgres ? { postgres: postgres.current().pid } : {}), spawner: spawner.current().pid, server: server.current().pid },
    superuser: postgres?.current().superuser,
    startedAt: new Date().toISOString(),
  });
  parts.add(() => removeState(config.dataDir));
  const write = (): void => writeState(config.dataDir, state());
  start.log.onRestart = write;
  write();
  return { server, migrations: prepared.applied, example };
}

/** Nobody's deployment fails for want of the example. */
async function tryExample(start: Start): Promise<Product | undefined> {
  const { config, place, runAs, env, log } = start;
  const { example } = config;
  if (!example) return undefined;
  const giveUp = (reason: string): void => log.warn({ reason }, "the example product is not there any more");
  const begin = (): Promise<Product> => startProduct({ config, place, runAs, env, onLine: log.lineOf("example"), port: example.port });
  try {
    return (await keepPart({ ...start, giveUp }, "example", begin)).current();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ reason, fix: "STOA_EXAMPLE=off leaves it out" }, "the example product did not start");
    return undefined;
  }
}

async function startDatabase(start: Start): Promise<{ prepared: Prepared; postgres: Kept<RunningPostgres> | undefined }> {
  const { config, runAs, log, place } = start;
  if (config.databaseUrl !== undefined) return { prepared: await prepareExternal(config.databaseUrl), postgres: undefined };
  const found = findBinaries();
  const binaries = { ...found, initdb: placed(place, found.initdb), postgres: placed(place, found.postgres) };
  const postgres = await keepPart(start, "postgres", () => startPostgres({ dataDir: config.dataDir, runAs, log, binaries }));
  return { prepared: await prepareEmbedded(postgres.current().superuser), postgres };
}

async function keepPart<Part extends Running>(start: Start, name: string, begin: () => Promise<Part>): Promise<Kept<Part>> {
  const { log, giveUp, parts } = start;
  const kept = await keepRunning({ name, start: begin, log, giveUp, restarted: () => log.onRestart?.() });
  parts.add(() => kept.stop());
  return kept;
}

interface Given {
  prepared: Prepared;
  spawnerSocket: string;
  embedded: boolean;
  example: Product | undefined;
}

async function startServerPart(start: Start, { prepared, spawnerSocket, embedded, example }: Given): Promise<Server> {
  const { config, place, runAs, log, env, onNote } = start;
  // Its programs call the example product, so that one address of this machine may be reached, and the status page says so.
  const egressAllow = [...config.egressAllow, ...(example ? [new URL(example.url).host] : [])];
  return startServer(
    { place, runAs, env, onLine: log.lineOf("server"), onNote },
    {
      kind: "start",
      config: { ...config, egressAllow },
      connection: prepared.connection,
      appRoot: place.root,
      spawnerSocket,
      exampleUrl: example?.url,
      certificate: readCertificate(config.tls),
      machine: {
        startedAt: Date.now(),
        asRoot: runAs !== undefined,
        serviceUser: runAs?.name ?? "",
        database: embedded ? "embedded" : "external",
      },
    },
  );
}

/** Only what a child needs: the database's address, with its password, goes over the IPC channel instead. */
function childEnvironment(config: Config): Record<string, string> {
  const kept = ["PATH", "LANG", "TZ", "NODE_EXTRA_CA_CERTS"].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return { ...Object.fromEntries(kept), HOME: config.dataDir, TMPDIR: join(config.dataDir, "tmp") };
}
