import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Capabilities } from "../box.ts";
import { frame, FrameReader } from "../frames.ts";
import { spawnerArguments } from "../index.ts";
import { openScopeBeside } from "./scope-beside.ts";
import { systemd } from "./systemd.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-scope-"));
after(() => rmSync(folder, { recursive: true }));
const tree = { v1: new Map(), v2: { mount: "/sys/fs/cgroup", own: "/sys/fs/cgroup/system.slice/stoa.service" } };

/** A machine whose systemd answers so. */
function asked(answer: string): ReturnType<typeof systemd> {
  writeFileSync(join(folder, "systemd-run"), `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
  const env = { ...systemd().env, PATH: `${folder}:/usr/bin:/bin` };
  return { ...systemd(), env, patience: 300, end: () => {}, isAboveUs: () => true };
}

test("a scope that systemd refuses, or says nothing about, is none, with its reason", async () => {
  const refuses = asked("echo 'Failed to start transient scope unit: Access denied' >&2; exit 1");
  assert.deepEqual(await openScopeBeside("stoa-x", tree, refuses), { refused: "Failed to start transient scope unit: Access denied" });
  assert.deepEqual(await openScopeBeside("stoa-x", tree, asked("exec sleep 73004")), { refused: "no answer in 0.3 s" });
  assert.deepEqual(await openScopeBeside("stoa-x", tree, { ...refuses, isAboveUs: () => false }), {}, "nothing to refuse");
});

test("what a spawner can do says that its boxes have no scope beside the server, why, and what to try", async () => {
  const args = [...spawnerArguments({ dir: folder, slots: 1, clientUid: process.getuid?.() ?? 0 }), "--scoped", "--refused=Access denied"];
  const spawner = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const [said] = (await once(spawner.stdout, "data")) as [Buffer];
  assert.equal(said.toString(), "ready\n");
  const socket = connect(join(folder, "spawner.sock"));
  const { promise: answer, resolve } = Promise.withResolvers<Capabilities>();
  const reader = new FrameReader((_type, payload) => resolve(JSON.parse(payload.toString()) as Capabilities));
  socket.on("data", (bytes: Buffer) => reader.push(bytes));
  socket.write(frame("H"));
  const { notes } = await answer;
  socket.destroy();
  spawner.stdin.end();
  await once(spawner, "exit");
  assert.match(notes[0] ?? "", /no scope beside the server \(Access denied\).*systemd-run --scope true/);
});
