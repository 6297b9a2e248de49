import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { outcomeOf, specOf, type Subject } from "./subject.ts";

interface Seen {
  command: string;
  status: string;
}

/** Below the user of slots stands everything that a box of gVisor is outside. */
const firstUid = 700_000;

/** What the machine sees of a gVisor box: a kernel and a file server, neither of which can do much. */
export function testGvisorOutside(subject: Subject): void {
  const { tier, uidPerSlot } = subject.sandbox.capabilities;
  if (tier !== "gvisor") return;
  test("its kernel is nobody, filtered, gains nothing, and bears no secret in its arguments", async () => {
    const env = { PATH: "/usr/bin:/bin", TOKEN: "canary-5e77" };
    const box = await subject.sandbox.start(specOf(subject, "echo up; exec sleep 4242.4242", { env }));
    await new Promise((resolve) => box.stdout.once("data", resolve));
    const all = await processes();
    const kernels = all.filter(({ command }) => command.startsWith("runsc-sandbox\0") && command.endsWith("\0box\0"));
    assert.ok(kernels.length > 0, all.map(({ command }) => command).join("\n"));
    for (const { status } of kernels) {
      assert.deepEqual([field(status, "Seccomp"), field(status, "NoNewPrivs")], ["2", "1"]);
      if (uidPerSlot) assert.ok(Number(field(status, "Uid")) >= firstUid, field(status, "Uid"));
    }
    const told = all.filter(({ command }) => command.includes("canary-5e77") || command.includes("4242.4242"));
    assert.deepEqual(
      told.map(({ command }) => command),
      [],
    );
    box.stop("cancel");
    await outcomeOf(box);
  });
}

const field = (status: string, name: string): string => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)?.[1] ?? "";

async function processes(): Promise<Seen[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "");
  return Promise.all(pids.map(async (pid) => ({ command: await read(`/proc/${pid}/cmdline`), status: await read(`/proc/${pid}/status`) })));
}
