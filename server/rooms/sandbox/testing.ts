import { accessSync, chmodSync, constants, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureRuntime } from "./runtimes/ensure-runtime.ts";
import type { Runtime } from "./runtimes/catalog.ts";

export { listRuntimes } from "./runtimes/catalog.ts";
export { buildAttempts } from "./conformance/escape/build-attempts.ts";
export { outcomeOf, specOf, type Outcome, type Subject } from "./conformance/subject.ts";
export { writeTestImage } from "./runtimes/test-image.ts";

/** Runtimes made once on a machine and shared by every test suite; whoever began may write there, others read. */
const shared = "/var/tmp/stoa-test-runtimes";

/** A runtime for tests: from the shared cache, made there (or in a folder of this user) when missing. Quick when cached. */
export async function testRuntime(kind: string, packages: string[] = []): Promise<Runtime> {
  const makeIn = (dataDir: string): Promise<Runtime> =>
    ensureRuntime({ base: kind, packages }, { dataDir, progress: (line) => process.stderr.write(`${line}\n`) });
  const own = testRuntimesDir();
  return own === shared ? makeIn(own) : makeIn(shared).catch(() => makeIn(own));
}

/** Where this user may keep runtimes from one test to the next. */
export function testRuntimesDir(): string {
  try {
    if (mkdirSync(shared, { recursive: true }) !== undefined) chmodSync(shared, 0o755);
    accessSync(shared, constants.W_OK);
    return shared;
  } catch {
    return join(tmpdir(), `stoa-test-runtimes-${process.getuid?.()}`);
  }
}
