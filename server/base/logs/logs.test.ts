import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { openBlobStore } from "../blobs/index.ts";
import { realClock, VirtualClock } from "../clock.ts";
import {
  followLog,
  LiveLogs,
  LogWriter,
  readLog,
  readLogBytes,
  searchLog,
  type LogChunk,
  type LogLine,
  type LogWriterOptions,
} from "./index.ts";
import { countLines } from "./records.ts";

const folder = await mkdtemp(join(tmpdir(), "stoa-logs-"));
after(() => rm(folder, { recursive: true }));
const blobs = openBlobStore({ kind: "files", folder });
let logs = 0;

/** A log with its rows kept in an array, as a room keeps them in a table. */
function openLog(over: Partial<LogWriterOptions> = {}) {
  const rows: LogChunk[] = [];
  const writer = new LogWriter({
    blobs,
    prefix: `logs/test/${logs++}`,
    clock: new VirtualClock(),
    onChunk: async (chunk) => {
      rows.push(chunk);
      return true;
    },
    ...over,
  });
  const stored = { blobs, list: async (from: number) => rows.filter((row) => row.firstLine + row.lines > from) };
  const seal = async () => {
    const sealed = await writer.seal();
    rows.splice(0, rows.length, ...sealed.chunks);
    return sealed;
  };
  return { writer, stored, rows, seal };
}

async function all(lines: AsyncIterable<LogLine[]>): Promise<LogLine[]> {
  return (await Array.fromAsync(lines)).flat();
}

async function bytesOf(parts: AsyncIterable<Buffer>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(parts)).toString();
}

test("a line too long is cut between letters, and where it is full when it is no text", async () => {
  const { writer, stored, seal } = openLog();
  await writer.write("stdout", Buffer.from(`${"a".repeat(65_533)}\u{1F600}b`));
  await writer.write("stderr", Buffer.alloc(65_537, 0xbf));
  await seal();
  const texts = (await all(readLog(stored, 0))).map(({ text }) => text);
  assert.deepEqual(
    texts.map((text) => [text.length, text.slice(-3)]),
    [
      [65_533, "aaa"],
      [65_536, "\ufffd".repeat(3)],
      [3, "\u{1F600}b"],
      [1, "\ufffd"],
    ],
  );
});

test("what was written comes back: any text, cut anywhere, over both streams, in any number of pieces", async () => {
  const part = fc.record({
    stream: fc.constantFrom("stdout" as const, "stderr" as const),
    text: fc.string({ unit: fc.constantFrom("a", "é", "\n", "\r", " ", "€"), maxLength: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 40 }), fc.integer({ min: 1, max: 200 }), async (parts, flushBytes) => {
      const { writer, stored, seal } = openLog({ flushBytes });
      for (const { stream, text } of parts) {
        const bytes = Buffer.from(text);
        await writer.write(stream, bytes);
        bytes.fill("!");
      }
      const sealed = await seal();
      for (const stream of ["stdout", "stderr"] as const) {
        const given = parts
          .filter((one) => one.stream === stream)
          .map((one) => one.text)
          .join("");
        assert.equal(await bytesOf(readLogBytes(stored, stream)), given);
        const lines = (await all(readLog(stored, 0))).filter((line) => line.stream === stream).map((line) => line.text);
        assert.deepEqual(lines, given === "" ? [] : given.replace(/\n$/, "").split("\n"));
      }
      const numbers = (await all(readLog(stored, 0))).map((line) => line.line);
      assert.deepEqual(numbers, [...numbers.keys()]);
      assert.equal(sealed.lines, numbers.length);
    }),
    { numRuns: 60 },
  );
});

test("a line that never ends is cut, not kept in memory, and downloads whole", async () => {
  const { writer, stored, seal } = openLog();
  const long = "x".repeat(200_000);
  void writer.write("stdout", Buffer.from(long));
  await seal();
  assert.equal((await all(readLog(stored, 0))).length, 4);
  assert.equal(await bytesOf(readLogBytes(stored)), long);
});

test("small pieces are merged at the seal, with what stands in the row staying there", async () => {
  const { writer, rows, stored, seal } = openLog({ flushBytes: 100 });
  for (let index = 0; index < 300; index++) {
    await writer.write("stdout", Buffer.from(`line ${index} ${"y".repeat(50)}\n`));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(rows.length > 3, "several pieces were stored on the way");
  const sealed = await seal();
  assert.equal(sealed.chunks.length, 1);
  assert.equal((await all(readLog(stored, 250))).at(0)?.text.slice(0, 8), "line 250");
});

test("over its limit a log says so and stops", async () => {
  const { writer, stored, seal } = openLog({ limitBytes: 1_000 });
  for (let index = 0; index < 100; index++) void writer.write("stdout", Buffer.from(`${"z".repeat(99)}\n`));
  const sealed = await seal();
  assert.ok(sealed.cut && sealed.bytes < 1_200);
  assert.match((await all(readLog(stored, 0))).at(-1)?.text ?? "", /The log is cut here/);
});

test("a reader follows from the store into what is written now, without gap or doubling, and ends at the seal", async () => {
  const live = new LiveLogs();
  const { writer, stored, seal } = openLog({ live: live.open("run"), flushBytes: 300 });
  for (let index = 0; index < 50; index++) await writer.write("stdout", Buffer.from(`before ${index}\n`));
  const following = all(followLog(stored, 10, { live, key: "run", isOver: async () => true }));
  for (let index = 0; index < 500; index++) {
    await writer.write("stdout", Buffer.from(`now ${index}\n`));
    if (index % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await seal();
  const lines = await following;
  assert.deepEqual(
    lines.map((line) => line.line),
    Array.from({ length: 540 }, (_, index) => index + 10),
  );
});

test("a reader of another process polls the store until the log is over", async () => {
  const { writer, stored, seal } = openLog({ flushMs: 5 });
  let over = false;
  const following = all(followLog(stored, 0, { key: "elsewhere", isOver: async () => over, pollMs: 5 }));
  void writer.write("stdout", Buffer.from("one\n"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  void writer.write("stdout", Buffer.from("two\n"));
  await seal();
  over = true;
  assert.deepEqual(
    (await following).map((line) => line.text),
    ["one", "two"],
  );
});

test("a reader that leaves while it reads what is stored is kept no copies of what comes; one whose signal comes then ends", async () => {
  const live = new LiveLogs();
  const open = new Set<object>();
  const watched = Object.assign(new LiveLogs(), {
    subscribe(key: string) {
      const own = live.subscribe(key) ?? assert.fail("no log");
      open.add(own);
      return { next: () => own.next(), close: () => (open.delete(own), own.close()) };
    },
  });
  const { writer, stored, rows, seal } = openLog({ live: live.open("left"), flushBytes: 20 });
  await writer.write("stdout", Buffer.from("stored before anybody came\n"));
  while (rows.length === 0) await sleep(5);
  const follow = (signal?: AbortSignal) =>
    followLog(stored, 0, { live: watched, key: "left", isOver: async () => true, ...(signal && { signal }) });
  for await (const [line] of follow()) {
    assert.equal(line?.text, "stored before anybody came");
    break;
  }
  assert.equal(open.size, 0, "who left");
  const gone = new AbortController();
  const seen: LogLine[] = [];
  const following = (async () => {
    for await (const lines of follow(gone.signal)) {
      seen.push(...lines);
      gone.abort();
    }
    return "ended";
  })();
  assert.equal(await Promise.race([following, sleep(2_000, "still waits")]), "ended");
  assert.deepEqual([seen.length, open.size], [1, 0]);
  await seal();
});

test("what has waited its second while a piece before it was being stored is stored right behind it", async () => {
  const slow = Promise.withResolvers<void>();
  const kept: LogChunk[] = [];
  const onChunk = async (chunk: LogChunk) => {
    kept.push(chunk);
    await slow.promise;
    return true;
  };
  const { writer } = openLog({ flushMs: 5, onChunk });
  await writer.write("stdout", Buffer.from("one\n"));
  while (kept.length === 0) await sleep(5);
  await writer.write("stdout", Buffer.from("two\n"));
  await sleep(30);
  slow.resolve();
  for (const until = performance.now() + 2_000; kept.length < 2 && performance.now() < until;) await sleep(5);
  assert.deepEqual(
    kept.map(({ firstLine, lines }) => [firstLine, lines]),
    [
      [0, 1],
      [1, 1],
    ],
  );
  await writer.seal();
});

test("who follows a log whose end cannot be stored is told that it is over", async () => {
  const live = new LiveLogs();
  const { writer } = openLog({ live: live.open("broken"), flushMs: 5, onChunk: () => Promise.reject(new Error("the database is away")) });
  const following = live.subscribe("broken") ?? assert.fail("no log");
  await writer.write("stdout", Buffer.from("one\n"));
  assert.equal((await following.next())?.length, 1);
  await sleep(50);
  await assert.rejects(writer.seal(), /the database is away/);
  assert.equal(await Promise.race([following.next(), sleep(2_000, "still waits")]), null);
  assert.equal(live.subscribe("broken"), undefined);
});

test("search counts every line that holds the text and shows the first", async () => {
  const { writer, stored, seal } = openLog();
  for (let index = 0; index < 1_000; index++)
    void writer.write(index % 2 ? "stdout" : "stderr", Buffer.from(`Row ${index}${index % 10 === 0 ? " FAILED" : ""}\n`));
  await seal();
  const found = await searchLog(stored, "failed", 3);
  assert.equal(found.count, 100);
  assert.deepEqual(
    found.lines.map((line) => line.line),
    [0, 10, 20],
  );
});

test("bytes are masked before they are stored or shown, also where a value is split over writes", async () => {
  const live = new LiveLogs();
  const hide = () => {
    let held = "";
    return {
      mask(chunk: Buffer): Buffer {
        const text = held + chunk.toString();
        const keep = text.endsWith("hunter") ? 6 : 0;
        held = text.slice(text.length - keep);
        return Buffer.from(text.slice(0, text.length - keep).replaceAll("hunter2", "***"));
      },
      flush: () => Buffer.from(held),
    };
  };
  const { writer, stored, seal } = openLog({ masker: { stream: hide, text: (text) => text }, live: live.open("m") });
  const watched = live.subscribe("m");
  void writer.write("stdout", Buffer.from("password hunter"));
  void writer.write("stdout", Buffer.from("2 used\n"));
  assert.equal((await watched?.next())?.[0]?.text, "password *** used");
  await seal();
  assert.equal(await bytesOf(readLogBytes(stored)), "password *** used\n");
});

test("while the disk is full lines are seen but not stored; the log says where it is cut and where it goes on, and counts its own lines", async () => {
  let full = false;
  const seen: string[] = [];
  const { writer, stored, seal } = openLog({ isDiskFull: () => full, onLines: (_stream, lines) => void seen.push(lines.toString()) });
  const say = (text: string) => writer.write("stdout", Buffer.from(text));
  await say("one\n");
  full = true;
  await say("two\nthr");
  await say("ee\n");
  full = false;
  await say("four\n");
  const sealed = await seal();
  assert.deepEqual(
    (await all(readLog(stored, 0))).map(({ line, stream, text }) => [line, stream, text]),
    [
      [0, "stdout", "one"],
      [1, "stoa", "The log is cut here: the disk of this deployment is nearly full."],
      [2, "stoa", "The log goes on here: there is room again. 2 lines were left out so far."],
      [3, "stdout", "four"],
    ],
  );
  assert.deepEqual([sealed.lines, sealed.leftOut, sealed.cut], [4, 2, false]);
  assert.match(seen.join(""), /^one\n.*\ntwo\nthree\n.*\nfour\n$/s);
});

const flood = (lines: number): Buffer =>
  Buffer.from(Array.from({ length: lines }, (_, line) => `line ${line} wrote contact ${line * 7} to the folder\n`).join(""));

// The first flood of a process begins the thread.
for (const dies of [true, false])
  test(`a flood of many pieces comes back whole${dies ? ", also when the thread that packs it dies" : ""}`, async () => {
    let begun = false;
    process.once("worker", (worker) => {
      begun = true;
      if (dies) void worker.terminate();
    });
    const lines = dies ? 150_000 : 300_000;
    const { writer, stored, rows, seal } = openLog({ clock: realClock, ...(dies && { flushBytes: 160_000 }) });
    const text = flood(lines);
    for (let from = 0; from < text.length; from += 65_536) await writer.write("stdout", text.subarray(from, from + 65_536));
    const sealed = await seal();
    assert.ok(begun && rows.length > 2 && rows.every((row) => row.storedBytes < row.rawBytes / 3));
    assert.equal(sealed.lines, lines);
    assert.equal(await bytesOf(readLogBytes(stored)), text.toString());
  });

test("line feeds are counted wherever in memory the bytes begin and end", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(9, 10, 11, 138, 0), { maxLength: 1_400 }), fc.nat(7), (values, from) => {
      const bytes = Buffer.from(new Uint8Array(values).buffer, Math.min(from, values.length));
      assert.equal(countLines(bytes), bytes.filter((byte) => byte === 10).length);
    }),
  );
  const feeds = Buffer.alloc(5_003, 10);
  assert.equal(countLines(feeds.subarray(1)), 5_002);
});
