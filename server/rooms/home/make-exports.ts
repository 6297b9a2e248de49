import { Readable } from "node:stream";
import { showId } from "@stoa/contract";
import type { BlobStore } from "../../base/blobs/index.ts";
import { engineCtx, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { writeZip, type ZipEntry } from "../../base/zip/index.ts";
import { nameIn, readExportFiles, readmeOf, type ExportFolder, type ExportPart } from "../installs/index.ts";
import { listRuns } from "../runs/index.ts";
import type { HelpView } from "@stoa/contract";
import { requireDisk, type Disk } from "./full-disk.ts";
import { listHelp } from "./list-help.ts";
import {
  claimExport,
  endExport,
  expireExports,
  listConnectionNames,
  listInstallationIds,
  noteProgress,
  replaceExports,
  type ExportRow,
} from "./store/exports.ts";
import { listNoticeRows } from "./store/notices.ts";

export interface ExportDeps {
  blobs: BlobStore;
  /** What an installation's own export holds. */
  parts: readonly ExportPart[];
  folder: ExportFolder;
  readLog: (ctx: Ctx, runId: string) => Promise<Buffer>;
  /** Who changed what, as CSV. */
  activity: (ctx: Ctx) => Promise<string>;
  /** The uuid behind a run's public id. */
  runIdOf: (text: string) => string;
  /** An export that would be larger is not made. */
  mostBytes?: number;
  /** Whether the disk has room; none is looked at where it is not given. */
  disk?: Disk | undefined;
}

const leaseMs = 600_000;
const keptMs = 7 * 86_400_000;
const mostAttempts = 3;
const mostLogs = 100;
const mostOfList = 10_000;
const mostBytes = 20 * 1024 ** 3;

/** Engine verb. Makes one export that is due: a zip in the blob store, piece by piece. @returns how many were made */
export async function makeExports(ctx: Ctx, deps: ExportDeps): Promise<number> {
  const engine = engineCtx(ctx, "exports", ctx.trace);
  const row = await transaction(engine, ({ tx, clock }) => claimExport(tx, clock.now(), leaseMs));
  if (!row) return 0;
  const keyOf = (attempt: number): string => `exports/${row.customerId}/${row.id}-${attempt}.zip`;
  // What an earlier attempt wrote and did not live to tell of.
  for (let attempt = 1; attempt < row.attempts; attempt++) await deps.blobs.remove(keyOf(attempt));
  if (row.attempts > mostAttempts) {
    await fail(engine, row, "It could not be made. The operator finds why in the log.");
    return 1;
  }
  const blobKey = keyOf(row.attempts);
  const limit = deps.mostBytes ?? mostBytes;
  try {
    requireDisk(deps.disk);
    const { size } = await deps.blobs.put(blobKey, Readable.from(writeZip(listAll(engine, deps, row)), { objectMode: false }), { limit });
    const over = await finish(engine, row, { blobKey, bytes: size });
    for (const one of over ?? [{ blobKey }]) await deps.blobs.remove(one.blobKey);
  } catch (error) {
    if (error instanceof StoaError && error.code === "too_large") await fail(engine, row, tooLarge(limit));
    if (deps.disk?.isFull === true) await fail(engine, row, noRoom);
    // Otherwise left as it is: it is taken up again when its lease ends.
    ctx.log.error({ export: row.id, attempt: row.attempts, err: error }, "an export was not made");
  }
  return 1;
}

const noRoom =
  "The disk of this deployment is nearly full, so it was not made. Ask for it again once the operator has made room; the operator has been told.";
const tooLarge = (limit: number): string =>
  `It would be larger than ${limit} bytes. Export installations one by one, each on its own page.`;

/** @returns the exports it takes the place of; undefined: another has taken it up */
function finish(engine: Ctx, { id, attempts, customerId }: ExportRow, made: { blobKey: string; bytes: number }) {
  return transaction(engine, async ({ tx, clock }) => {
    const now = clock.now();
    const ended = await endExport(tx, { id, attempts, state: "done", now, expiresAt: now + keptMs, error: null, ...made });
    return ended ? replaceExports(tx, customerId, id) : undefined;
  });
}

async function fail(engine: Ctx, { id, attempts }: ExportRow, error: string): Promise<void> {
  await transaction(engine, ({ tx, clock }) =>
    endExport(tx, { id, attempts, state: "failed", now: clock.now(), expiresAt: null, blobKey: null, bytes: null, error }),
  );
}

/** Engine verb. Takes away exports whose week is over. */
export async function forgetExports(ctx: Ctx, { blobs }: { blobs: BlobStore }): Promise<void> {
  const over = await transaction(engineCtx(ctx, "exports", ctx.trace), ({ tx, clock }) => expireExports(tx, clock.now()));
  for (const { blobKey } of over) await blobs.remove(blobKey);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function* listAll(engine: Ctx, deps: ExportDeps, row: ExportRow): AsyncGenerator<ZipEntry> {
  const at = engine.clock.now();
  const file = (path: string, body: string): ZipEntry => ({ path, at, body });
  // The customer's own scope: what it may not see is not in it.
  const ctx: Ctx = { ...engine, scope: { kind: "customer", customerId: row.customerId, sideId: row.sideId } };
  const found = await transaction(ctx, async ({ tx }) => ({
    ids: await listInstallationIds(tx, row.customerId),
    connections: await listConnectionNames(tx, row.customerId),
    notices: await listNoticeRows(tx, row.customerId, { installationId: null, after: null, limit: mostOfList + 1 }),
  }));
  const help = await readHelp(ctx);
  const customer = {
    id: showId("customer", row.customerId),
    exportedAt: new Date(engine.clock.now()).toISOString(),
    installations: found.ids.length,
    leftOut: leftOut({ notices: found.notices.length, help: help.length }),
  };
  yield file("README.txt", readmeOf());
  yield file("customer.json", json(customer));
  yield file("connections.json", json(found.connections));
  yield file("notices.json", json(found.notices.slice(0, mostOfList).map(({ title: _title, said: _said, ...row }) => row)));
  yield file("help.json", json(help.slice(0, mostOfList)));
  yield file("activity.csv", await deps.activity(ctx));
  for (const [done, installationId] of found.ids.entries()) {
    requireDisk(deps.disk);
    await hold(engine, row, { done, total: found.ids.length });
    yield* listInstallation(ctx, deps, installationId);
  }
  await hold(engine, row, { done: found.ids.length, total: found.ids.length });
}

async function readHelp(ctx: Ctx): Promise<HelpView[]> {
  const all: HelpView[] = [];
  for (let after: string | undefined; all.length <= mostOfList;) {
    const { items, next } = await listHelp(ctx, { limit: 200, ...(after === undefined ? {} : { after }) });
    all.push(...items);
    if (next === null) break;
    after = next;
  }
  return all;
}

/** What is not all in it, in words. */
function leftOut(counts: { notices: number; help: number }): string[] {
  const cut = Object.entries(counts).flatMap(([name, count]) =>
    count > mostOfList ? [`${name}.json holds the newest ${mostOfList}; older ones are left out.`] : [],
  );
  const always = [
    `Of each installation its newest 10,000 runs, and the logs of its last ${mostLogs}; a log that cannot be read is left out.`,
    "activity.csv ends with a row that says so where older rows are left out.",
  ];
  return [...cut, ...always];
}

/** @throws Error when another has taken it up */
async function hold(engine: Ctx, { id, attempts }: ExportRow, progress: { done: number; total: number }): Promise<void> {
  const until = engine.clock.now() + leaseMs;
  if (!(await transaction(engine, ({ tx }) => noteProgress(tx, { id, attempts, ...progress, until })))) throw new Error("another makes it");
}

async function* listInstallation(ctx: Ctx, deps: ExportDeps, installationId: string): AsyncGenerator<ZipEntry> {
  const { data, files } = await readExportFiles(ctx, { installationId, parts: deps.parts, folder: deps.folder });
  const id = showId("installation", installationId);
  const place = `installations/${nameIn(data).replaceAll("/", "_")} (${id.slice(-6)})`;
  for await (const entry of files) yield { ...entry, path: `${place}/${entry.path}` };
  const { items } = await listRuns(ctx, { installationId: id, limit: mostLogs });
  for (const run of items) {
    const log = run.endedAt === null ? undefined : await deps.readLog(ctx, deps.runIdOf(run.id)).catch(() => undefined);
    if (log && log.length > 0) yield { path: `${place}/logs/${run.id}.log`, at: Date.parse(run.queuedAt), body: log };
  }
}
