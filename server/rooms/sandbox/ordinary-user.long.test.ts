import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, rmSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { readCgroupTree } from "./spawner/cgroup-tree.ts";
import { spawnerArguments } from "./index.ts";
import { testRuntime } from "./testing.ts";

const suite = join(import.meta.dirname, "conformance.test.ts");
const name = `stoa-test-${process.pid}`;
const asRoot = process.getuid?.() === 0;

/** Folders of a control group handed to a user, as systemd does with Delegate=yes; empty where the layout has no v1 controllers. */
function delegate(uid: number): string[] {
  const folders = [
    ...new Set(
      readCgroupTree()
        .v1.entries()
        .filter(([controller]) => ["memory", "pids", "cpu", "cpuacct"].includes(controller))
        .map(([, own]) => join(own, name)),
    ),
  ];
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    chownSync(folder, uid, uid);
    for (const file of ["cgroup.procs", "tasks"]) chownSync(join(folder, file), uid, uid);
  }
  return folders;
}

const group = (uid: number): string => execFileSync("id", ["-g", String(uid)], { encoding: "utf8" }).trim();

function runSuite(uid: number, folders: string[], more: NodeJS.ProcessEnv = {}): { status: number | null; output: string } {
  const enter = folders.map((folder) => `echo $$ > ${folder}/cgroup.procs;`).join(" ");
  const env = { PATH: `${process.execPath.replace(/\/node$/, "")}:/usr/bin:/bin`, HOME: "/nonexistent", TMPDIR: "/tmp", ...more };
  const command = `${enter} exec setpriv --reuid=${uid} --regid=${group(uid)} --clear-groups "$0" --test "$1"`;
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", command, process.execPath, suite], { env, encoding: "utf8", cwd: "/" });
  return { status, output: `${stdout}\n${stderr}` };
}

describe("the suite as an ordinary user", { skip: asRoot ? false : "as an ordinary user: this process is one already" }, () => {
  let uid = 0;
  const folders: string[] = [];
  before(async () => {
    await testRuntime("bash");
    execFileSync("useradd", ["--system", "--no-create-home", name]);
    uid = Number(execFileSync("id", ["-u", name], { encoding: "utf8" }));
    folders.push(...delegate(uid));
  });
  after(() => {
    for (const folder of folders) rmdirSync(folder);
    execFileSync("userdel", [name]);
  });

  test("with limits kept by watching", () => {
    const { status, output } = runSuite(uid, []);
    assert.equal(status, 0, output);
  });

  test("with a delegated control group", (t) => {
    if (folders.length === 0) return t.skip("this machine: no controllers of version 1");
    const { status, output } = runSuite(uid, folders);
    assert.equal(status, 0, output);
  });

  test("beside a spawner of root", async () => {
    const dir = mkdtempSync(join(tmpdir(), "stoa-root-spawner-"));
    chownSync(dir, uid, uid);
    const spawner = spawn(process.execPath, spawnerArguments({ dir, slots: 4, clientUid: uid }), { stdio: ["pipe", "pipe", "inherit"] });
    const [said] = (await once(spawner.stdout, "data")) as [Buffer];
    assert.equal(said.toString(), "ready\n");
    const { status, output } = runSuite(uid, [], { STOA_TEST_SPAWNER: dir });
    spawner.stdin.end();
    await once(spawner, "exit");
    rmSync(dir, { recursive: true });
    assert.equal(status, 0, output);
  });
});
