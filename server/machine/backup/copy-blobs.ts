import type { BlobStore } from "../../base/blobs/index.ts";
import { StoaError } from "../../base/errors.ts";

const atOnce = 8;

/** Copies every blob, eight at a time. A blob that retention removes meanwhile is left out. */
export async function copyBlobs(from: BlobStore, to: BlobStore): Promise<{ count: number; bytes: number }> {
  const total = { count: 0, bytes: 0 };
  const keys = from.list("")[Symbol.asyncIterator]();
  const worker = async (): Promise<void> => {
    for (let next = await keys.next(); !next.done; next = await keys.next()) await copyBlob(from, to, next.value.key, total);
  };
  const workers = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  for (const ended of workers) if (ended.status === "rejected") throw ended.reason;
  return total;
}

async function copyBlob(from: BlobStore, to: BlobStore, key: string, total: { count: number; bytes: number }): Promise<void> {
  try {
    const { size } = await to.put(key, await from.get(key));
    total.count++;
    total.bytes += size;
  } catch (error) {
    if (!(error instanceof StoaError && error.code === "not_found")) throw error;
  }
}
