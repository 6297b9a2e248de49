import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { BlobStore } from "../../base/blobs/index.ts";
import type { Clock } from "../../base/clock.ts";
import type { Connection } from "../database/with-client.ts";
import { withClient } from "../database/with-client.ts";
import type { MachineLog } from "../log.ts";
import { makeBackup } from "./make-backup.ts";
import { recordFact } from "./record-fact.ts";
import { tryRestore } from "./try-restore.ts";
import { listBackups } from "./verify-backup.ts";

export interface DailyBackupDeps {
  connection: Connection;
  blobs: BlobStore;
  dataDir: string;
  clock: Clock;
  log: MachineLog;
}

const day = 24 * 3_600_000;
const kept = 7;

/**
 * One backup a day into `<dataDir>/backups`, restored at once into a scratch cluster; the last seven stay. Safe to call often: it does
 * nothing while the last is younger than a day. One that fails is kept as a fact of the deployment too. @returns the folder made, or undefined.
 */
export async function dailyBackup(deps: DailyBackupDeps): Promise<string | undefined> {
  if (await isFresh(deps)) return undefined;
  try {
    return await backUpAndTry(deps);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    await withClient(deps.connection, (client) => recordFact(client, "backup.failed", { what })).catch(() => undefined);
    throw error;
  }
}

async function backUpAndTry(deps: DailyBackupDeps): Promise<string> {
  const parent = join(deps.dataDir, "backups");
  const { folder } = await makeBackup(deps, parent);
  const tried = await tryRestore(folder, deps.log, join(deps.dataDir, "tmp"));
  const at = new Date(deps.clock.now()).toISOString();
  await withClient(deps.connection, (client) => recordFact(client, "backup.verified", { folder, ...tried, at }));
  // Only now: an older backup that restores is worth more than a new one that may not.
  for (const old of listBackups(parent).slice(0, -kept)) await rm(old, { recursive: true, force: true });
  return folder;
}

async function isFresh({ connection, clock }: DailyBackupDeps): Promise<boolean> {
  const value = await withClient(connection, async (client) => {
    await client.query("begin; set local role stoa_wide");
    const { rows } = await client.query<{ madeAt: string | null }>(
      `select value ->> 'madeAt' as "madeAt" from base.deployment where name = 'backup.made'`,
    );
    await client.query("commit");
    return rows[0]?.madeAt ?? undefined;
  });
  return value !== undefined && clock.now() - Date.parse(value) < day;
}
