import { accessSync, chmodSync, constants, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureRuntime } from "./runtimes/ensure-runtime.ts";
import type { Runtime } from "./runtimes/catalog.ts";

export { listRuntimes } from "./runtimes/catalog.ts";
export { buildAttempts } from "./conformance/escape/build-attempts.ts";
export { outcomeOf, specOf, type Outcome, type Subject } from "./conformance/subject.ts";
export { writeTestImage } from "./runtimes/test-image.ts";

/** Runtimes made once on a machine and shared by every test suite. */
export const testRuntimesDir = "/var/tmp/stoa-test-runtimes";

/** A runtime for tests: from the shared cache, made there (or in a folder of this user) when missing. Quick when cached. */
export async function testRuntime(kind: string, packages: string[] = []): Promise<Runtime> {
  return ensureRuntime({ base: kind, packages }, { dataDir: writableCache(), progress: (line) => process.stderr.write(`${line}\n`) });
}

function writableCache(): string {
  try {
    if (mkdirSync(testRuntimesDir, { recursive: true }) !== undefined) chmodSync(testRuntimesDir, 0o755);
    accessSync(testRuntimesDir, process.getuid?.() === 0 ? constants.W_OK : constants.R_OK);
    return testRuntimesDir;
  } catch {
    return join(tmpdir(), `stoa-test-runtimes-${process.getuid?.()}`);
  }
}
