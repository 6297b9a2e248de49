import assert from "node:assert/strict";
import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { openFolders } from "../test-folders.ts";
import { Extractor } from "./extract-tar.ts";
import { readTar, type TarEntry, type TarType } from "./read-tar.ts";
import { tarEnd, tarHeader, tarPadding } from "./write-tar.ts";

const { newFolder } = openFolders("tar");
const limits = { bytes: 1 << 20, entries: 100 };

function entry(path: string, type: TarType, content = ""): TarEntry {
  return {
    path,
    type,
    mode: 0o644,
    size: content.length,
    link: type === "file" ? "" : content,
    body: Readable.from(content === "" ? [] : [Buffer.from(content)]),
  };
}

async function* list(...entries: TarEntry[]): AsyncGenerator<TarEntry> {
  yield* entries;
}

test("what tar(1) writes is read: long names, links, odd bytes, large files, in pax and GNU form", async () => {
  const source = newFolder();
  const long = `${"d".repeat(90)}/${"f".repeat(120)}`;
  mkdirSync(join(source, "d".repeat(90)));
  writeFileSync(join(source, long), "long");
  writeFileSync(join(source, "big"), Buffer.alloc(3_000_001, 7));
  writeFileSync(join(source, "run"), "x", { mode: 0o755 });
  symlinkSync("big", join(source, "link"));
  execFileSync("ln", [join(source, "run"), join(source, "hard")]);
  for (const format of ["gnu", "pax", "ustar"]) {
    const tar = execFileSync(
      "tar",
      ["-C", source, `--format=${format}`, ...(format === "ustar" ? ["--exclude=f*"] : []), "-cf", "-", "."],
      { maxBuffer: 1 << 24 },
    );
    const to = newFolder();
    await new Extractor(to, { bytes: 1 << 24, entries: 100 }).add(
      readTar(
        Readable.from(
          tar
            .toString("latin1")
            .match(/[^]{1,1000}/g)
            ?.map((part) => Buffer.from(part, "latin1")) ?? [],
        ),
      ),
    );
    if (format !== "ustar") assert.equal(readFileSync(join(to, long), "utf8"), "long");
    assert.equal(statSync(join(to, "big")).size, 3_000_001);
    assert.deepEqual(
      [readlinkSync(join(to, "link")), statSync(join(to, "run")).mode & 0o777, statSync(join(to, "hard")).ino],
      ["big", 0o755, statSync(join(to, "run")).ino],
    );
  }
});

test("what we write, tar(1) reads", () => {
  const file = (path: string, text: string): Buffer =>
    Buffer.concat([tarHeader({ path, type: "file", mode: 0o600, size: text.length }), Buffer.from(text), tarPadding(text.length)]);
  const tar = Buffer.concat([
    tarHeader({ path: "a", type: "directory", mode: 0o755, size: 0 }),
    file("a/b", "hello"),
    file(`a/${"n".repeat(200)}`, "long"),
    tarEnd,
  ]);
  const to = newFolder();
  execFileSync("tar", ["-C", to, "-xf", "-"], { input: tar });
  assert.deepEqual([readFileSync(join(to, "a/b"), "utf8"), readFileSync(join(to, "a", "n".repeat(200)), "utf8")], ["hello", "long"]);
});

test("links of earlier entries lead nowhere outside", async () => {
  const outside = newFolder();
  writeFileSync(join(outside, "victim"), "untouched");
  const hostile: TarEntry[][] = [
    [entry("a", "symlink", outside), entry("a/victim", "file", "changed")],
    [entry("a", "symlink", "../../../../../../../../.."), entry(`a${outside}/victim`, "file", "changed")],
    [entry("b", "symlink", "a"), entry("a", "symlink", outside), entry("b/victim", "file", "changed")],
    [entry("victim", "symlink", join(outside, "victim")), entry("victim", "file", "changed")],
  ];
  for (const entries of hostile) await new Extractor(newFolder(), limits).add(list(...entries));
  assert.equal(readFileSync(join(outside, "victim"), "utf8"), "untouched");
});

test("paths that lead out, loops, and links to what is not there are refused", async () => {
  const refused: [TarEntry[], RegExp][] = [
    [[entry("../x", "file", "y")], /leads out/],
    [[entry("a/../../x", "file", "y")], /leads out/],
    [[entry("h", "hardlink", "../../etc/passwd")], /leads out/],
    [[entry("l", "symlink", "l"), entry("l/x", "file", "y")], /too many links/],
    [[entry("f", "file", "y"), entry("f/x", "file", "y")], /goes through a file/],
    [[entry("big", "file", "z".repeat(2 << 20))], /more than 1048576 bytes/],
    [Array.from({ length: 200 }, (_, index) => entry(`f${index}`, "file", "")), /more than 100 entries/],
  ];
  for (const [entries, why] of refused) await assert.rejects(new Extractor(newFolder(), limits).add(list(...entries)), why);
  await assert.rejects(new Extractor(newFolder(), limits).add(list(entry("h", "hardlink", "missing"))));
});

test("whiteouts delete, opaque folders are emptied, devices are left out", async () => {
  const to = newFolder();
  const extractor = new Extractor(to, limits);
  await extractor.add(
    list(
      entry("etc/a", "file", "1"),
      entry("etc/b", "file", "2"),
      entry("opt/x/y", "file", "3"),
      entry("lib", "symlink", "usr/lib"),
      entry("dev/null", "other"),
    ),
  );
  await extractor.add(
    list(entry("etc/.wh.a", "file"), entry("opt/.wh..wh..opq", "file"), entry("opt/new", "file", "4"), entry("lib/so", "file", "5")),
  );
  assert.deepEqual(
    ["etc/a", "etc/b", "opt/x", "opt/new", "dev/null"].map((path) => existsSync(join(to, path))),
    [false, true, false, true, false],
  );
  assert.equal(readFileSync(join(to, "usr/lib/so"), "utf8"), "5");
  assert.ok(lstatSync(join(to, "lib")).isSymbolicLink());
});

test("damaged archives are refused", async () => {
  const drain = (bytes: Buffer) => Array.fromAsync(readTar(Readable.from([bytes])));
  const header = tarHeader({ path: "a", type: "file", mode: 0o644, size: 10 });
  await assert.rejects(drain(Buffer.concat([header, Buffer.from("short")])), /middle of a file/);
  await assert.rejects(drain(header.subarray(0, 300)), /middle of a header/);
  await assert.rejects(drain(Buffer.alloc(512, 1)), /not a tar/);
});

/** A child that writes a tar, waits, and then writes the rest: what stands after the end mark comes when nobody asks for entries any more. */
function slowTar(folder: string): ChildProcessByStdio<null, Readable, null> {
  const script = `tar -cf "$1.tar" -C "$1" . && head -c 2048 "$1.tar" && sleep 0.3 && tail -c +2049 "$1.tar" && head -c 400000 /dev/zero`;
  return spawn("sh", ["-c", script, "sh", folder], { stdio: ["ignore", "pipe", "ignore"] });
}

test("a writer whose padding comes late is read to its end, so that it can end", async () => {
  const folder = newFolder();
  writeFileSync(join(folder, "a"), "1");
  const child = slowTar(folder);
  const closed = once(child, "close", { signal: AbortSignal.timeout(10_000) });
  for await (const one of readTar(child.stdout)) assert.ok(one.path.startsWith("./"));
  assert.deepEqual(await closed, [0, null]);
});

test("a writer whose entries nobody wants any more is let go", async () => {
  const folder = newFolder();
  for (const name of ["a", "b", "c"]) writeFileSync(join(folder, name), "1".repeat(100_000));
  const child = slowTar(folder);
  const closed = once(child, "close", { signal: AbortSignal.timeout(10_000) });
  await assert.rejects(new Extractor(newFolder(), { bytes: 10, entries: 100 }).add(readTar(child.stdout)), /more than 10 bytes/);
  await closed;
});
