import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { spawnTied } from "./spawn-tied.ts";

const env = { PATH: process.env["PATH"] };

/** Live processes of a process group. */
function groupOf(pgid: number): number[] {
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return pids.filter((pid) => {
    try {
      const [state, , group] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      return Number(group) === pgid && state !== "Z";
    } catch {
      return false;
    }
  });
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!condition()) {
    assert.ok(performance.now() < end, `not within 20 s: ${condition.toString()}`);
    await sleep(50);
  }
}

test("stdin, stdout, stderr and the exit code are the program's, and nothing of it stays", async () => {
  const child = spawnTied("sh", ["-c", "read line; echo $line $1; echo oh >&2; exit 7", "sh", "a b"], env);
  child.stdin.end("hello\n");
  const ended = once(child, "close");
  assert.deepEqual(await Promise.all([text(child.stdout), text(child.stderr)]), ["hello a b\n", "oh\n"]);
  assert.equal((await ended)[0], 7);
  await until(() => groupOf(child.pid ?? 0).length === 0);
});

for (const [name, trap] of [
  ["a program that would go on for ever", "true"],
  ["also one that ignores SIGTERM", "trap '' TERM"],
] as const)
  test(`${name} ends with its starter after kill -9`, async () => {
    const program = `${trap}; sleep 600 & sleep 600; true`;
    const url = JSON.stringify(join(import.meta.dirname, "spawn-tied.ts"));
    const code = `const { spawnTied } = await import(${url}); console.log(spawnTied("sh", ["-c", ${JSON.stringify(program)}], process.env).pid);`;
    const starter = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
    const [said] = (await once(starter.stdout, "data")) as [Buffer];
    const group = Number(said.toString());
    await until(() => groupOf(group).length >= 4);
    starter.kill("SIGKILL");
    await until(() => groupOf(group).length === 0);
  });
