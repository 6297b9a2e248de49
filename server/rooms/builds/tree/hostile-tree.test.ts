import assert from "node:assert/strict";
import { existsSync, lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { StoaError } from "../../../base/index.ts";
import { randomBytes } from "node:crypto";
import { openBuildWorld } from "../../../testing/build-world.ts";
import { Clone } from "../../../testing/clone.ts";
import { checkout } from "./checkout.ts";

const { place } = await openBuildWorld({ treeFiles: 200, treeFileBytes: 1 << 20, treeBytes: 3 << 20, pathDepth: 10 });

/** Checks a commit out as a build does, past the checks at the push. */
async function take(clone: Clone, commit: string): Promise<{ folder: string; files: number }> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-tree-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const entries = await checkout(place, { repository: join(clone.folder, ".git"), commit, folder });
  return { folder, files: entries.length };
}

async function refuses(clone: Clone, commit: string, reason: RegExp): Promise<void> {
  const began = performance.now();
  await assert.rejects(take(clone, commit), (error: unknown) => {
    assert.ok(error instanceof StoaError && error.code === "refused", String(error));
    assert.match(error.message, reason);
    assert.ok(error.fix.length > 5);
    return true;
  });
  assert.ok(performance.now() - began < 20_000, "it took too long to refuse");
}

type Entry = { mode: string; name: string | Buffer; object: string };
const file = (clone: Clone, name: string, content: Buffer | string = "x\n"): Entry => ({
  mode: "100644",
  name,
  object: clone.blob(content),
});
const link = (clone: Clone, name: string, target: string): Entry => ({ mode: "120000", name, object: clone.blob(target) });
const folderOf = (clone: Clone, name: string, ...entries: Entry[]): Entry => ({ mode: "40000", name, object: clone.tree(entries) });
const commitOf = (clone: Clone, ...entries: Entry[]): string => clone.commitTree(clone.tree(entries));

test("a good tree comes out byte for byte, with modes, links and no attributes at work", async () => {
  const clone = new Clone();
  const odd = Buffer.from([0, 1, 255, 13, 10, 13, 10]);
  clone.write({
    ".gitattributes": "*.txt eol=crlf export-ignore\n",
    "a.txt": "one\ntwo\n",
    "sub/b.bin": odd,
    "sub/ünïcode name": "u\n",
    "run.sh": "#!/bin/sh\n",
    empty: "",
  });
  clone.git("config", "core.autocrlf", "false");
  clone.commit();
  clone.git("update-index", "--chmod=+x", "run.sh");
  const object = clone.blob("sub/b.bin");
  clone.git("update-index", "--add", "--cacheinfo", `120000,${object},inside`);
  clone.git("commit", "-q", "-m", "modes");
  const { folder, files } = await take(clone, clone.git("rev-parse", "HEAD").trim());
  assert.equal(files, 7);
  assert.equal(readFileSync(join(folder, "a.txt"), "utf8"), "one\ntwo\n");
  assert.deepEqual(readFileSync(join(folder, "sub/b.bin")), odd);
  assert.equal(readFileSync(join(folder, "sub/ünïcode name"), "utf8"), "u\n");
  assert.equal(lstatSync(join(folder, "run.sh")).mode & 0o777, 0o755);
  assert.equal(lstatSync(join(folder, "a.txt")).mode & 0o777, 0o644);
  assert.equal(readlinkSync(join(folder, "inside")), "sub/b.bin");
  assert.equal(lstatSync(join(folder, "empty")).size, 0);
});

test("links out of the tree", async () => {
  const clone = new Clone();
  await refuses(clone, commitOf(clone, link(clone, "out", "/etc/passwd")), /link out leads out of the repository, to \/etc\/passwd/);
  await refuses(clone, commitOf(clone, link(clone, "up", "../../secret")), /link up leads out/);
  await refuses(clone, commitOf(clone, folderOf(clone, "a", link(clone, "b", "../../x"))), /link a\/b leads out/);
});

test("a link that leaves the tree only through another link", async () => {
  const clone = new Clone();
  const deep = folderOf(clone, "p", folderOf(clone, "q", link(clone, "top", "../..")));
  await refuses(clone, commitOf(clone, link(clone, "m", "p/q/top/../x"), deep), /link m leads out/);
  const fine = commitOf(clone, link(clone, "m", "p/q/top/p"), deep);
  assert.equal((await take(clone, fine)).files, 2);
  await refuses(clone, commitOf(clone, link(clone, "x", "y"), link(clone, "y", "x")), /circle/);
});

test("a file written through a link of the same name", async () => {
  const clone = new Clone();
  const inside = folderOf(clone, "d", file(clone, "stolen"));
  await refuses(clone, commitOf(clone, link(clone, "d", "../elsewhere"), inside), /stands twice|leads out/);
  await refuses(clone, commitOf(clone, file(clone, "f"), file(clone, "f", "other")), /stands twice/);
  await refuses(clone, commitOf(clone, file(clone, "g"), folderOf(clone, "g", file(clone, "h"))), /stands twice/);
});

test("paths that leave their folder or hide a .git", async () => {
  const clone = new Clone();
  for (const name of ["..", "."]) await refuses(clone, commitOf(clone, folderOf(clone, name, file(clone, "f"))), /leaves its folder/);
  for (const name of [".git", ".GIT", ".Git ", ".git.", "git~1", ".g\u200cit", ".git::$INDEX_ALLOCATION"]) {
    await refuses(clone, commitOf(clone, folderOf(clone, name, file(clone, "config"))), /hides a \.git folder/);
  }
  await refuses(clone, commitOf(clone, file(clone, "a\\b")), /backslash/);
  await refuses(clone, commitOf(clone, file(clone, "new\nline")), /control character/);
  await refuses(clone, commitOf(clone, { mode: "100644", name: Buffer.from([0xff, 0xfe]), object: clone.blob("x") }), /not UTF-8/);
});

test("a submodule, and modes that are no file", async () => {
  const clone = new Clone();
  await refuses(clone, commitOf(clone, { mode: "160000", name: "lib", object: "1".repeat(40) }), /lib is a submodule/);
  await refuses(clone, commitOf(clone, { mode: "10644", name: "pipe", object: clone.blob("x") }), /pipe is a submodule, or no file/);
});

test("a huge file, a bomb of zeros, and too much together", async () => {
  const clone = new Clone();
  await refuses(clone, commitOf(clone, file(clone, "big.bin", randomBytes((1 << 20) + 1))), /big\.bin is larger than 1 MB/);
  await refuses(clone, commitOf(clone, file(clone, "zeros", Buffer.alloc(200 << 20))), /zeros is larger than 1 MB/);
  const parts = [1, 2, 3, 4].map((index) => file(clone, `part${index}`, randomBytes(900_000)));
  await refuses(clone, commitOf(clone, ...parts), /larger than 3 MB together/);
});

test("too many files, folders too deep, and a tree that names itself ten billion times", async () => {
  const clone = new Clone();
  const one = file(clone, "f");
  await refuses(
    clone,
    commitOf(clone, ...Array.from({ length: 201 }, (_, index) => ({ ...one, name: `f${String(index).padStart(4, "0")}` }))),
    /more than 200 files/,
  );
  let nested = clone.tree([one]);
  for (let depth = 0; depth < 12; depth++) nested = clone.tree([{ mode: "40000", name: "d", object: nested }]);
  await refuses(clone, clone.commitTree(nested), /nested deeper than 10/);
  let bomb = clone.tree([{ ...one, name: "f" }]);
  for (let level = 0; level < 10; level++)
    bomb = clone.tree(Array.from({ length: 10 }, (_, index) => ({ mode: "40000", name: `d${index}`, object: bomb })));
  await refuses(clone, clone.commitTree(bomb), /nested deeper|more than 200 files/);
  let wide = clone.tree(Array.from({ length: 10 }, (_, index) => ({ ...one, name: `f${index}` })));
  for (let level = 0; level < 8; level++)
    wide = clone.tree(
      Array.from({ length: 20 }, (_, index) => ({ mode: "40000", name: `d${String(index).padStart(2, "0")}`, object: wide })),
    );
  await refuses(clone, clone.commitTree(wide), /more than 200 files/);
});

test("an object that is missing or another than it says", async () => {
  const clone = new Clone();
  await refuses(clone, commitOf(clone, { mode: "100644", name: "ghost", object: "2".repeat(40) }), /ghost cannot be read/);
  await refuses(
    clone,
    commitOf(clone, { mode: "100644", name: "folder", object: clone.tree([file(clone, "x")]) }),
    /folder cannot be read|Git cannot list/,
  );
  assert.ok(!existsSync(join(clone.folder, "ran")));
});
