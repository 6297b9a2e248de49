import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe } from "node:test";
import { testBasics, testStreams } from "./conformance/basics.ts";
import { startTarget, testEgress, testEgressMore } from "./conformance/egress.ts";
import { testBombs, testNothingLeft } from "./conformance/bombs.ts";
import { testEscape } from "./conformance/escape.ts";
import { testIsolation, testOutside } from "./conformance/isolation.ts";
import { testGvisorOutside } from "./conformance/gvisor-outside.ts";
import { testEnds, testLimits, testStops } from "./conformance/limits.ts";
import { testNames, testTunnels } from "./conformance/names.ts";
import {
  testNeighbours,
  testNeighboursBoxes,
  testNeighboursNames,
  testNeighboursSpellings,
  testNeighboursUndeclared,
} from "./conformance/neighbours.ts";
import { testState, testStateRefused } from "./conformance/state.ts";
import { startedWarm } from "./conformance/warm-subject.ts";
import type { Subject } from "./conformance/subject.ts";
import { systemResolve } from "./egress/policy.ts";
import { openSandbox, type SandboxLog } from "./index.ts";
import { socketPath } from "./socket-path.ts";
import { testRuntime } from "./testing.ts";

const complain = (fields: object, text: string): void =>
  void process.stderr.write(`${text} ${JSON.stringify(fields)}
`);
const quiet: SandboxLog = { info: () => {}, warn: complain, error: complain };
/** Every box is started from what was prepared in this interpreter: see conformance-warm.test.ts. */
const warm = process.env["STOA_TEST_WARM"] as "python" | "node" | undefined;
const { root } = await (warm ? testRuntime(warm, ["curl"]) : testRuntime("bash"));
const dataDir = mkdtempSync(join(tmpdir(), "stoa-sandbox-"));
const target = await startTarget();
const names = new Map<string, string[]>();
/** Set by network.test.ts, which runs this suite once more where forbidden addresses are served and a real name server answers. */
const hasNeighbours = process.env["STOA_TEST_NEIGHBOURS"] === "1";
/** Set by test/gvisor: the folder of runsc and enter. */
const gvisor = process.env["STOA_TEST_GVISOR"];
/** The kind of launcher to run against, and the spawner somebody else runs: see conformance-perl.long.test.ts and ordinary-user.long.test.ts. */
const kind = process.env["STOA_TEST_LAUNCHER"] as "native" | "perl" | undefined;
const rootsSpawner = process.env["STOA_TEST_SPAWNER"];
const resolve = async (host: string): Promise<string[]> => {
  const found = names.get(host) ?? (hasNeighbours ? await systemResolve(host) : []);
  subject.onResolve?.(host);
  return found;
};
const opened = await openSandbox({
  dataDir,
  slots: 4,
  egressPolicy: { allow: ["open.test", `127.0.0.1:${target.port}`] },
  log: quiet,
  resolve,
  ...(gvisor !== undefined && { gvisor }),
  ...(kind && { launcher: kind }),
  ...(warm && { warm: { slots: 4, megabytes: 512 } }),
  ...(rootsSpawner !== undefined && { spawnerDir: rootsSpawner }),
});
const sandbox = warm ? startedWarm(opened, warm) : opened;
const spawner = socketPath(rootsSpawner ?? join(dataDir, "sandbox"), "spawner.sock");
const subject: Subject = { sandbox, root, names, local: gvisor === undefined, spawner };
after(async () => {
  await sandbox.close();
  target.server.close();
  rmSync(dataDir, { recursive: true });
});

const neighbours: [string, (subject: Subject) => void][] = [
  ["neighbours", testNeighbours],
  ["neighbours, undeclared", (one) => testNeighboursUndeclared(one, target)],
  ["neighbours, names", testNeighboursNames],
  ["neighbours, spellings", testNeighboursSpellings],
  ["neighbours, boxes", testNeighboursBoxes],
  ["names", testNames],
  ["tunnels", testTunnels],
];
const suites: [string, (subject: Subject) => void][] = [
  ["a box starts and ends", testBasics],
  ["streams and usage", testStreams],
  ["a box holds", testIsolation],
  ["seen from outside", testOutside],
  ["gVisor seen from outside", testGvisorOutside],
  ["ways out", testEscape],
  ["limits", testLimits],
  ["ends", testEnds],
  ["stops", testStops],
  ["bombs", testBombs],
  ["nothing left", testNothingLeft],
  ["state", testState],
  ["state refused", testStateRefused],
  ["egress", (one) => testEgress(one, target)],
  ["egress, more", (one) => testEgressMore(one, target)],
];
/** What a warm start may change is seen again; a folder of state is handed in as ever, and the rest is about the spawner. */
const again = "a box starts and ends,streams and usage,a box holds,seen from outside,ways out,limits,ends,stops,bombs,egress";
const wanted = process.env["STOA_TEST_SUITES"]?.split(",") ?? (warm && again.split(","));
const chosen = hasNeighbours ? neighbours : suites.filter(([name]) => wanted?.includes(name) ?? true);
for (const [name, suite] of chosen) describe(name, () => suite(subject));
