import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openBlobStore } from "../blobs/index.ts";
import { realClock } from "../clock.ts";
import { StoaError } from "../errors.ts";
import { LogWriter, readLogBytes, type LogChunk } from "../logs/index.ts";
import { openDiskGuard, readDisk } from "./index.ts";

const log = { warn: () => undefined, info: () => undefined };

test("it stops at 90 % and goes on below 85 %, and what cannot be read changes nothing", async () => {
  let used = 89;
  let fails = false;
  const stat = async () => {
    if (fails) throw new Error("no such disk");
    return { bsize: 1024, blocks: 100_000, bfree: (100 - used) * 1000, bavail: (100 - used) * 1000 };
  };
  const guard = await openDiskGuard({ path: "/nowhere", log, stat });
  after(() => guard.stop());
  const at = async (percent: number): Promise<boolean> => {
    used = percent;
    await guard.look();
    return guard.isFull;
  };
  assert.deepEqual(
    [await at(89), await at(90), await at(89), await at(85), await at(84), await at(89)],
    [false, true, true, true, false, false],
  );
  await at(95);
  fails = true;
  await guard.look();
  assert.equal(guard.isFull, true);
  assert.throws(
    () => guard.refuseWhenFull("Builds have stopped"),
    (error: unknown) =>
      error instanceof StoaError && error.code === "unavailable" && /Builds have stopped.*nearly full/.test(error.message),
  );
});

test("what is kept for root counts as used, as df reckons", async () => {
  const disk = await readDisk("/", async () => ({ bsize: 1, blocks: 100, bfree: 30, bavail: 20 }));
  assert.deepEqual(disk, { freeBytes: 20, totalBytes: 90, used: 1 - 20 / 90 });
  const [, size, , free] =
    execFileSync("df", ["-B1", "--output=target,size,used,avail", "/"], { encoding: "utf8" }).trim().split("\n")[1]?.split(/\s+/) ?? [];
  const here = await readDisk("/");
  assert.ok(Number(size) > 0 && Math.abs(here.freeBytes - Number(free)) < Number(size) / 10);
});

/** A file system of 32 MB, gone after the test. */
function mountSmallDisk(): string {
  const folder = mkdtempSync(join(tmpdir(), "stoa-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=32m", "none", folder]);
  after(() => {
    execFileSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test(
  "on a real disk that fills up a log is cut and says so, the disk is filled no further, and it goes on when there is room",
  { skip: process.getuid?.() !== 0 && "as an ordinary user: only root mounts a small disk" },
  async () => {
    const folder = mountSmallDisk();
    const guard = await openDiskGuard({ path: folder, log });
    after(() => guard.stop());
    const blobs = openBlobStore({ kind: "files", folder: join(folder, "blobs") });
    const rows: LogChunk[] = [];
    const seen = { lines: 0 };
    const writer = new LogWriter({
      blobs,
      clock: realClock,
      prefix: "logs/run/1",
      flushBytes: 64 * 1024,
      isDiskFull: () => guard.isFull,
      onChunk: async (chunk) => rows.push(chunk) > 0,
      onLines: (_stream, lines) => void (seen.lines += lines.toString().split("\n").length - 1),
    });
    const say = async (text: string): Promise<void> => {
      await writer.write("stdout", Buffer.from(`${text}\n`));
    };
    await say("before");
    const others = join(folder, "others");
    writeFileSync(others, Buffer.alloc(29 * 1024 * 1024));
    await guard.look();
    assert.equal(guard.isFull, true);
    const before = (await readDisk(folder)).freeBytes;
    // Half a megabyte of noise that no packing makes small.
    for (let line = 0; line < 400; line++) await say(`lost ${Array.from({ length: 40 }, () => Math.random().toString(36)).join("")}`);
    assert.ok(before - (await readDisk(folder)).freeBytes < 200_000, "the log went on filling the disk");
    rmSync(others);
    await guard.look();
    assert.equal(guard.isFull, false);
    await say("after");
    const sealed = await writer.seal();
    const text = Buffer.concat(await Array.fromAsync(readLogBytes({ blobs, list: async () => sealed.chunks }))).toString();
    assert.match(text, /before\n(.*\n)?.*after\n/s);
    assert.doesNotMatch(text, /lost/);
    assert.deepEqual([sealed.leftOut, sealed.cut, seen.lines], [400, false, 404], "all is judged: 402 lines of the program, 2 of ours");
    assert.ok(existsSync(folder) && statSync(folder).isDirectory());
  },
);
