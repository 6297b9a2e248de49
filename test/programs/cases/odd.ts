import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, type ProgramRun, type Stage, stopAll } from "../program-case.ts";
import { closedPort, startWebdav } from "../servers/index.ts";

/** A case whose program needs no outside world. */
function alone(name: string, about: string, runs: ProgramRun[]): ProgramCase {
  const stage: Stage = { config: {}, secrets: {}, hosts: [], runs, stop: async () => {} };
  return { id: `odd-${name}`, folder: exampleFolder(`odd/${name}`), about, open: () => Promise.resolve(stage) };
}

const exitsZero = alone("exits-zero-with-error", "logs an error and exits 0", [
  { name: "exit 0 with an error in the log", expect: { outcome: "failed", failureClass: "integration" } },
]);

const hangs = alone("hangs", "ignores SIGTERM", [
  {
    name: "stopped after its time, what it saved is kept",
    expect: { outcome: "failed", failureClass: "timeout" },
    prove: (seen) => assert.deepEqual(seen.state, { cursor: 1 }),
  },
]);

const hogsMemory: ProgramCase = {
  ...alone("hogs-memory", "takes 512 MB where 64 MB are allowed", [
    {
      name: "stopped at its limit, what it saved is kept",
      expect: { outcome: "failed", failureClass: "memory" },
      prove: (seen) => assert.deepEqual(seen.state, { cursor: 1 }),
    },
  ]),
  onlyInBox: true,
};

// Outside a box nobody knows who sent the signal that ended it.
const diesWithHalfState = alone("dies-with-half-state", "is killed while it writes its state", [
  {
    name: "the last whole state is kept",
    expect: { outcome: "failed", counts: { created: 3 } },
    prove: (seen) => assert.deepEqual(seen.state, { cursor: 3 }),
  },
]);

const printsProtocol = alone("prints-protocol", "prints messages as data", [
  {
    name: "nothing printed is a message",
    expect: { outcome: "succeeded", counts: { created: 0, updated: 1, failed: 0 }, failedItems: [] },
    prove: (seen) => assert.deepEqual(seen.state, { cursor: 7 }),
  },
]);

const needsPreview = alone("needs-preview", "deletes things, or says which it would", [
  {
    name: "a preview says three and keeps no state",
    mode: "preview",
    expect: { outcome: "succeeded", counts: { updated: 0 } },
    prove(seen) {
      assert.equal(seen.would, 3);
      assert.equal(seen.state, null);
    },
  },
  {
    name: "the run itself",
    expect: { outcome: "succeeded", counts: { updated: 3 } },
    prove: (seen) => assert.deepEqual(seen.state, { deleted: 3 }),
  },
]);

const unreachable: ProgramCase = {
  id: "odd-unreachable",
  folder: exampleFolder("odd/unreachable"),
  about: "calls a port nobody listens on (curl's exit 7)",
  async open() {
    const closed = await closedPort();
    const host = `127.0.0.1:${closed.port}`;
    const runs: ProgramRun[] = [
      { name: "connection refused", expect: { outcome: "failed", failureClass: "upstream", classInBox: "configuration" } },
    ];
    return { config: { url: `http://${host}/` }, secrets: {}, hosts: [host], runs, stop: closed.stop };
  },
};

const wrongPassword: ProgramCase = {
  id: "odd-wrong-password",
  folder: exampleFolder("odd/wrong-password"),
  about: "is refused with 401 (curl's exit 22)",
  async open() {
    const dav = await startWebdav();
    return {
      config: { url: dav.url, user: dav.user },
      secrets: { password: "not-the-password" },
      hosts: [hostOf(dav.url)],
      stop: () => stopAll([dav]),
      runs: [
        { name: "401", expect: { outcome: "failed", failureClass: "credentials" } },
        { name: "with the right one", secrets: { password: dav.password }, expect: { outcome: "succeeded" } },
      ],
    };
  },
};

export const oddCases: ProgramCase[] = [
  exitsZero,
  hangs,
  hogsMemory,
  diesWithHalfState,
  printsProtocol,
  unreachable,
  wrongPassword,
  needsPreview,
];
