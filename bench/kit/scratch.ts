import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Every temporary folder made from now on lies in one, which goes with the process. */
export function useScratch(): void {
  const folder = mkdtempSync(join(tmpdir(), "stoa-bench-"));
  process.env["TMPDIR"] = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
}

/** Ends a bench at once: its loops would keep it alive, and all it made goes with its process. */
export function endBench(): void {
  process.stdout.write("", () => process.exit());
}
