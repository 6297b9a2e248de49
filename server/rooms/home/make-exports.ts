import { Readable } from "node:stream";
import { showId } from "@stoa/contract";
import type { BlobStore } from "../../base/blobs/index.ts";
import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { exportInstallation, type ExportFolder, type ExportPart } from "../installs/index.ts";
import { listRuns } from "../runs/index.ts";
import { tarEnd, tarHeader, tarPadding } from "../sandbox/index.ts";
import { listHelp } from "./list-help.ts";
import {
  claimExport,
  endExport,
  expireExports,
  listConnectionNames,
  listInstallationIds,
  noteProgress,
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
}

const leaseMs = 600_000;
const keptMs = 7 * 86_400_000;
const mostAttempts = 3;
const mostLogs = 100;

/** Engine verb. Makes one export that is due: a tar in the blob store, piece by piece. @returns how many were made */
export async function makeExports(ctx: Ctx, deps: ExportDeps): Promise<number> {
  const engine = engineCtx(ctx, "exports", ctx.trace);
  const row = await transaction(engine, ({ tx, clock }) => claimExport(tx, clock.now(), leaseMs));
  if (!row) return 0;
  const end = (over: { blobKey: string | null; bytes: number | null; error: string | null }) =>
    transaction(engine, ({ tx, clock }) => {
      const [now, state] = [clock.now(), over.error === null ? ("done" as const) : ("failed" as const)];
      return endExport(tx, {
        id: row.id,
        attempts: row.attempts,
        state,
        now,
        expiresAt: over.error === null ? now + keptMs : null,
        ...over,
      });
    });
  if (row.attempts > mostAttempts) {
    await end({ blobKey: null, bytes: null, error: "It could not be made. The operator finds why in the log." });
    return 1;
  }
  const blobKey = `exports/${row.customerId}/${row.id}-${row.attempts}.tar`;
  try {
    const { size } = await deps.blobs.put(blobKey, Readable.from(writeAll(engine, deps, row), { objectMode: false }));
    if (!(await end({ blobKey, bytes: size, error: null }))) await deps.blobs.remove(blobKey);
  } catch (error) {
    // Left as it is: it is taken up again when its lease ends.
    ctx.log.error({ export: row.id, attempt: row.attempts, err: error }, "an export was not made");
  }
  return 1;
}

/** Engine verb. Takes away exports whose week is over. */
export async function forgetExports(ctx: Ctx, { blobs }: { blobs: BlobStore }): Promise<void> {
  const over = await transaction(engineCtx(ctx, "exports", ctx.trace), ({ tx, clock }) => expireExports(tx, clock.now()));
  for (const { blobKey } of over) await blobs.remove(blobKey);
}

function file(path: string, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([tarHeader({ path, type: "file", mode: 0o644, size: bytes.length }), bytes, tarPadding(bytes.length)]);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function* writeAll(engine: Ctx, deps: ExportDeps, row: ExportRow): AsyncGenerator<Buffer> {
  // The customer's own scope: what it may not see is not in it.
  const ctx: Ctx = { ...engine, scope: { kind: "customer", customerId: row.customerId, sideId: row.sideId } };
  const found = await transaction(ctx, async ({ tx }) => ({
    ids: await listInstallationIds(tx, row.customerId),
    connections: await listConnectionNames(tx, row.customerId),
    notices: await listNoticeRows(tx, row.customerId, { installationId: null, after: null, limit: 10_000 }),
  }));
  const customer = {
    id: showId("customer", row.customerId),
    exportedAt: new Date(engine.clock.now()).toISOString(),
    installations: found.ids.length,
  };
  yield file("customer.json", json(customer));
  yield file("connections.json", json(found.connections));
  yield file("notices.json", json(found.notices));
  yield file("help.json", json((await listHelp(ctx, { limit: 200 })).items));
  yield file("activity.csv", await deps.activity(ctx));
  for (const [done, installationId] of found.ids.entries()) {
    await hold(engine, row, { done, total: found.ids.length });
    yield* writeInstallation(ctx, deps, installationId);
  }
  await hold(engine, row, { done: found.ids.length, total: found.ids.length });
  yield tarEnd;
}

/** @throws Error when another has taken it up */
async function hold(engine: Ctx, { id, attempts }: ExportRow, progress: { done: number; total: number }): Promise<void> {
  const until = engine.clock.now() + leaseMs;
  if (!(await transaction(engine, ({ tx }) => noteProgress(tx, { id, attempts, ...progress, until })))) throw new Error("another makes it");
}

async function* writeInstallation(ctx: Ctx, deps: ExportDeps, installationId: string): AsyncGenerator<Buffer> {
  const place = `installations/${showId("installation", installationId)}`;
  yield file(`${place}/export.json`, json(await exportInstallation(ctx, { installationId, parts: deps.parts })));
  for await (const { path, type, mode, size, body } of await deps.folder(ctx, installationId)) {
    yield tarHeader({ path: `${place}/state/${path}`, type, mode, size });
    yield* body;
    yield tarPadding(size);
  }
  const { items } = await listRuns(ctx, { installationId: showId("installation", installationId), limit: mostLogs });
  for (const run of items) {
    const log = run.endedAt === null ? undefined : await deps.readLog(ctx, deps.runIdOf(run.id)).catch(() => undefined);
    if (log && log.length > 0) yield file(`${place}/logs/${run.id}.log`, log);
  }
}
