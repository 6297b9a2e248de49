import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config } from "../../base/config.ts";
import { StoaError } from "../../base/errors.ts";
import { reachDatabase } from "../database/reach-database.ts";
import { withClient } from "../database/with-client.ts";
import type { MachineLog } from "../log.ts";
import { backupsDir } from "./back-up.ts";
import { recordFact } from "./record-fact.ts";
import { type TriedRestore, tryRestore } from "./try-restore.ts";

export interface VerifiedBackup extends TriedRestore {
  folder: string;
}

/** `stoa verify-backup`: restores a backup (the newest when none is named) into a scratch cluster and keeps when that last worked. */
export async function verifyBackup(config: Config, log: MachineLog, backup?: string): Promise<VerifiedBackup> {
  const folder = backup === undefined ? newestBackup(backupsDir(config)) : resolve(backup);
  const tried = await tryRestore(folder, log);
  const verified = { folder, ...tried };
  await reachDatabase(config, log, (connection) =>
    withClient(connection, (client) => recordFact(client, "backup.verified", { ...verified, at: new Date().toISOString() })),
  );
  return verified;
}

/** Whole backups below a folder, oldest first. */
export function listBackups(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => existsSync(join(parent, name, "manifest.json")))
    .toSorted()
    .map((name) => join(parent, name));
}

function newestBackup(parent: string): string {
  const newest = listBackups(parent).at(-1);
  if (newest !== undefined) return newest;
  throw new StoaError("not_found", { what: `There is no backup in ${parent}.`, fix: "Make one: stoa backup" });
}
