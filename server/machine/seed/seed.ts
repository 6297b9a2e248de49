import { type Dirent, existsSync, lchownSync, lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { openBlobStore } from "../../base/blobs/index.ts";
import { createLog, openDb, StoaError, type Config } from "../../base/index.ts";
import { openKeyRing } from "../../rooms/trust/index.ts";
import { listHosts } from "../../rooms/identity/index.ts";
import { reachDatabase } from "../database/reach-database.ts";
import type { MachineLog } from "../log.ts";
import { ctxOf, type SeedPlace } from "./place.ts";
import { writeDeployment, type Seeded, type SeedOptions } from "./write-deployment.ts";

/**
 * Fills the deployment of this machine, running or not, with a believable year. @throws StoaError refused when it has hosts already: what is
 * seeded looks like real business and cannot be told from it.
 */
export async function seed(config: Config, log: MachineLog, options: Omit<SeedOptions, "written">): Promise<Seeded> {
  return reachDatabase(config, log, async (connection) => {
    const db = openDb({ connection, name: "stoa seed" });
    const blobFolder = join(config.dataDir, "blobs");
    try {
      const keys = await openKeyRing({ file: join(config.dataDir, "keys", "deployment.key"), create: false });
      const blobs = openBlobStore({ kind: "files", folder: blobFolder });
      const place = { db, keys, blobs, log: createLog({ level: "silent" }), audience: config.publicUrl };
      await refuseOthers({ ...place, clock: { now: () => options.now } });
      // Before runs are left waiting: a running server writes their logs beside what we wrote.
      return await writeDeployment(place, { ...options, written: () => giveLike(blobFolder) });
    } finally {
      await db.close();
      giveLike(blobFolder);
    }
  });
}

async function refuseOthers(place: SeedPlace): Promise<void> {
  const { items } = await listHosts(ctxOf(place, { kind: "operator" }), { limit: 1 });
  if (items.length === 0) return;
  throw new StoaError("refused", {
    what: `This deployment has hosts already, such as ${items[0]?.name ?? "one"}; nothing was written.`,
    fix: "Seed a fresh one: STOA_DATA=/new/folder STOA_EXAMPLE=off npm start, then stoa seed with the same STOA_DATA.",
  });
}

/** What we wrote belongs to whoever owns the folder: the server may run as another user than we do. */
export function giveLike(folder: string): void {
  if (process.getuid?.() !== 0 || !existsSync(folder)) return;
  const { uid, gid } = statSync(folder);
  for (const path of pathsBelow(folder)) {
    try {
      if (lstatSync(path).uid !== uid) lchownSync(path, uid, gid);
    } catch (error) {
      // A running server moves its drafts and drops what it no longer needs while we look.
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
}

function* pathsBelow(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    yield path;
    if (entry.isDirectory()) yield* pathsBelow(path);
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
