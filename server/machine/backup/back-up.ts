import { join, resolve } from "node:path";
import { openBlobStore } from "../../base/blobs/index.ts";
import { realClock } from "../../base/clock.ts";
import type { Config } from "../../base/config.ts";
import { reachDatabase } from "../database/reach-database.ts";
import type { MachineLog } from "../log.ts";
import { checkDisk } from "../supervise/preflight.ts";
import { type Backup, makeBackup } from "./make-backup.ts";

export const backupsDir = (config: Config): string => join(config.dataDir, "backups");

/** `stoa backup`: of a deployment that runs or not. @param to the folder the backup's own folder is made in. */
export async function backUp(config: Config, log: MachineLog, to: string = backupsDir(config)): Promise<Backup> {
  const parent = resolve(to);
  checkDisk(parent);
  const blobs = openBlobStore({ kind: "files", folder: join(config.dataDir, "blobs") });
  return reachDatabase(config, log, (connection) => makeBackup({ connection, blobs, dataDir: config.dataDir, clock: realClock }, parent));
}
