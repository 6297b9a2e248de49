import { homedir } from "node:os";
import { join } from "node:path";
import { checkBase } from "../../rooms/sandbox/index.ts";

/** Where `stoa run` keeps what it makes on this machine. */
export function localDataDir(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "stoa");
}

/** Whether `stoa run` could run such a program here. @throws StoaError refused that says what there is */
export async function checkRuntimeHere(spec: { base: string; packages: string[] }): Promise<void> {
  await checkBase(spec, { dataDir: localDataDir() });
}
