import { statfs } from "node:fs/promises";

export interface Disk {
  /** What a user that is not root may still write. */
  freeBytes: number;
  totalBytes: number;
  /** From 0 to 1. What is kept for root counts as used, as df(1) reckons. */
  used: number;
}

/** How a file system says what it has; the seam by which tests fill a disk. */
export type StatDisk = (path: string) => Promise<{ bsize: number; bavail: number; bfree: number; blocks: number }>;

/** The file system a path lies on. */
export async function readDisk(path: string, stat: StatDisk = statfs): Promise<Disk> {
  const { bsize, bavail, bfree, blocks } = await stat(path);
  const totalBytes = (blocks - bfree + bavail) * bsize;
  const freeBytes = bavail * bsize;
  return { freeBytes, totalBytes, used: totalBytes === 0 ? 0 : 1 - freeBytes / totalBytes };
}
