import { chownSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { openBlobStore } from "../../server/base/blobs/index.ts";
import { createLog, realClock, type Db } from "../../server/base/index.ts";
import type { SeedPlace } from "../../server/machine/seed/place.ts";
import { openKeyRing } from "../../server/rooms/trust/index.ts";

/** A running deployment as its rooms' doors see it, so that tenants are made there without its pages. */
export async function openPlace(db: Db, dataDir: string, url: string): Promise<SeedPlace> {
  return {
    db,
    keys: await openKeyRing({ file: join(dataDir, "keys", "deployment.key"), create: false }),
    clock: realClock,
    log: createLog({ level: "silent" }),
    blobs: openBlobStore({ kind: "files", folder: join(dataDir, "blobs") }),
    audience: url,
  };
}

/** What we wrote belongs to whoever owns the folder: the server may run as another user than we do. */
export function giveBlobs(dataDir: string): void {
  const folder = join(dataDir, "blobs");
  const { uid, gid } = statSync(folder);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chownSync(join(entry.parentPath, entry.name), uid, gid);
}
