import { StoaError } from "../errors.ts";
import type { Log } from "../log.ts";
import { readDisk, type StatDisk } from "./read-disk.ts";

/** Used parts of the disk: from the first on builds and logs stop, below the second they go on. */
export const diskFullAt = 0.9;
export const diskFineAt = 0.85;

/** Knows whether the disk is so full that only what must be written may be. Postgres dies of a full disk; logs and builds can wait. */
export interface DiskGuard {
  readonly isFull: boolean;
  /** Looks now; otherwise it looks every second. */
  look(): Promise<void>;
  /** @throws StoaError unavailable when the disk is full, saying that `what` has stopped */
  refuseWhenFull(what: string): void;
  stop(): void;
}

const everyMs = 1_000;

/** Watches the disk a folder lies on. A disk that cannot be read keeps what was last known. */
export async function openDiskGuard(options: { path: string; log: Pick<Log, "warn" | "info">; stat?: StatDisk }): Promise<DiskGuard> {
  const { path, log, stat } = options;
  let isFull = false;
  const look = async (): Promise<void> => {
    const disk = await readDisk(path, stat).catch(() => undefined);
    if (!disk) return;
    const before = isFull;
    isFull = disk.used >= (before ? diskFineAt : diskFullAt);
    const fields = { path, usedPercent: Math.round(disk.used * 100) };
    if (isFull && !before) log.warn(fields, "the disk is nearly full: builds stop and logs are cut");
    if (!isFull && before) log.info(fields, "the disk has room again: builds and logs go on");
  };
  await look();
  const timer = setInterval(() => void look(), everyMs).unref();
  return {
    get isFull() {
      return isFull;
    },
    look,
    refuseWhenFull: (what) => {
      if (isFull) throw fullDisk(what);
    },
    stop: () => clearInterval(timer),
  };
}

function fullDisk(what: string): StoaError {
  return new StoaError("unavailable", {
    what: `${what}: the disk of this deployment is nearly full.`,
    why: `${diskFullAt * 100} % of it is used, and the rest is kept for the database.`,
    fix: "Try again once its operator has made room; the operator has been told.",
  });
}
