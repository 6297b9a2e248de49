import { once } from "node:events";
import { Worker } from "node:worker_threads";

/**
 * sha256 over every path, kind, mode, link and content, in byte order; times and owners do not count. In a thread of its own: thousands of
 * small files are read five times quicker by calls that wait, and nobody else shall.
 */
export async function digestTree(root: string): Promise<string> {
  const worker = new Worker(new URL("./digest-worker.ts", import.meta.url), { workerData: root });
  const [digest] = (await once(worker, "message")) as [string];
  return digest;
}
