import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe } from "node:test";
import { testBasics } from "./conformance/basics.ts";
import { startTarget, testEgress } from "./conformance/egress.ts";
import { testIsolation } from "./conformance/isolation.ts";
import { testLimits } from "./conformance/limits.ts";
import { testState } from "./conformance/state.ts";
import type { Subject } from "./conformance/subject.ts";
import { openSandbox, type SandboxLog } from "./index.ts";
import { testRuntime } from "./testing.ts";

const quiet: SandboxLog = {
  info: () => {},
  warn: (fields, text) => console.error(text, fields),
  error: (fields, text) => console.error(text, fields),
};
const { root } = await testRuntime("bash");
const dataDir = mkdtempSync(join(tmpdir(), "stoa-sandbox-"));
const target = await startTarget();
const names = new Map<string, string[]>();
const resolve = async (host: string): Promise<string[]> => {
  const found = names.get(host) ?? [];
  subject.onResolve?.(host);
  return found;
};
const sandbox = await openSandbox({
  dataDir,
  slots: 4,
  egressPolicy: { allow: ["open.test", `127.0.0.1:${target.port}`] },
  log: quiet,
  resolve,
});
const subject: Subject = { sandbox, root, names, local: true };
after(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true });
});

describe("a box starts and ends", () => testBasics(subject));
describe("a box holds", () => testIsolation(subject));
describe("limits", () => testLimits(subject));
describe("state", () => testState(subject));
describe("egress", () => testEgress(subject, target));
