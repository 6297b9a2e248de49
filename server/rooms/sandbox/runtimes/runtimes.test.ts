import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { openFolders } from "../test-folders.ts";
import { testRuntime } from "../testing.ts";
import { knownBases } from "./bases.ts";
import { listRuntimes } from "./catalog.ts";
import { ensureRuntime, sweepLeft } from "./ensure-runtime.ts";
import { digestTree } from "./digest-tree.ts";
import { mountPoints } from "./finish-root.ts";
import { importRuntime } from "./import-runtime.ts";
import { aptSources } from "./apt-sources.ts";
import { unlessLocked, withLock } from "./lock.ts";
import { runInside } from "./run-inside.ts";

const { top, newFolder } = openFolders("runtimes");

/** An image archive in OCI layout of layers given as folders. */
function ociTar(layers: Buffer[], spoil = false): string {
  const folder = newFolder();
  mkdirSync(join(folder, "blobs/sha256"), { recursive: true });
  const put = (data: Buffer): { digest: string; size: number } => {
    const hex = createHash("sha256").update(data).digest("hex");
    writeFileSync(join(folder, "blobs/sha256", hex), spoil ? Buffer.concat([data, Buffer.from("x")]) : data);
    return { digest: `sha256:${hex}`, size: data.length };
  };
  const manifest = put(Buffer.from(JSON.stringify({ schemaVersion: 2, layers: layers.map(put) })));
  const other = { digest: `sha256:${"0".repeat(64)}`, platform: { os: "linux", architecture: "s390x" } };
  const here = { ...manifest, platform: { os: "linux", architecture: process.arch === "arm64" ? "arm64" : "amd64" } };
  writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [other, here] }));
  const tar = `${folder}.tar`;
  execFileSync("tar", ["-C", folder, "-cf", tar, "index.json", "blobs"]);
  return tar;
}

function layer(make: (folder: string) => void): Buffer {
  const folder = newFolder();
  make(folder);
  return execFileSync("tar", ["-C", folder, "-cf", "-", "."]);
}

test("a runtime made under a narrow umask is readable by every slot", async () => {
  const dataDir = newFolder();
  const before = process.umask(0o077);
  const runtime = await importRuntime(
    { ociTar: ociTar([layer((folder) => mkdirSync(join(folder, "etc")))]), name: "narrow:1" },
    { dataDir },
  );
  process.umask(before);
  const index = join(dataDir, "runtimes", "index");
  for (const path of [join(dataDir, "runtimes"), index, runtime.root, join(runtime.root, "etc"), join(runtime.root, "proc")])
    assert.equal(lstatSync(path).mode & 0o777, 0o755, path);
  for (const name of readdirSync(index)) assert.equal(lstatSync(join(index, name)).mode & 0o777, 0o644, name);
});

test("an image becomes a runtime: layers over layers, plain, gzip and zstd, whiteouts, mount points", async () => {
  const layers = [
    layer((folder) => {
      mkdirSync(join(folder, "etc"));
      writeFileSync(join(folder, "etc/gone"), "1");
      writeFileSync(join(folder, "etc/resolv.conf"), "nameserver 8.8.8.8");
      execFileSync("ln", ["-s", "/elsewhere", join(folder, "app")]);
    }),
    gzipSync(
      layer((folder) => {
        mkdirSync(join(folder, "etc"));
        writeFileSync(join(folder, "etc/.wh.gone"), "");
        writeFileSync(join(folder, "etc/kept"), "2");
      }),
    ),
    zstdCompressSync(layer((folder) => writeFileSync(join(folder, "last"), "3", { mode: 0o755 }))),
  ];
  const dataDir = newFolder();
  const runtime = await importRuntime({ ociTar: ociTar(layers), name: "ruby:3.3" }, { dataDir });
  assert.deepEqual([existsSync(join(runtime.root, "etc/gone")), readFileSync(join(runtime.root, "etc/kept"), "utf8")], [false, "2"]);
  assert.equal(readlinkSync(join(runtime.root, "etc/resolv.conf")), "/run/stoa/resolv.conf");
  for (const name of mountPoints) assert.ok(lstatSync(join(runtime.root, name)).isDirectory(), name);
  assert.equal(runtime.digest, await digestTree(runtime.root));
  const [listed] = await listRuntimes({ dataDir });
  assert.deepEqual([listed?.name, listed?.version, listed?.architecture], ["ruby:3.3", "3.3", process.arch]);
  assert.equal((await ensureRuntime({ base: "ruby:3.3", packages: [] }, { dataDir })).digest, runtime.digest);
  await assert.rejects(ensureRuntime({ base: "ruby:3.3", packages: ["curl"] }, { dataDir }), /was imported/);
  const again = await importRuntime({ ociTar: ociTar(layers), name: "ruby:again" }, { dataDir });
  assert.equal(again.digest, runtime.digest);
  assert.deepEqual(
    readdirSync(join(dataDir, "runtimes")).filter((name) => name.startsWith(".")),
    [],
  );
});

test("images that are not what they say are refused", async () => {
  const dataDir = newFolder();
  const harmless = layer((folder) => writeFileSync(join(folder, "x"), "1"));
  const out = execFileSync("tar", ["-C", newFolder(), "-cf", "-", "--transform", "s|^.*$|../../out|", "."]);
  await assert.rejects(importRuntime({ ociTar: ociTar([harmless], true), name: "x" }, { dataDir }), /other content than its digest/);
  await assert.rejects(importRuntime({ ociTar: ociTar([out]), name: "x" }, { dataDir }), /leads out/);
  const text = join(top, "text");
  writeFileSync(text, "not an archive".repeat(100));
  await assert.rejects(importRuntime({ ociTar: text, name: "x" }, { dataDir }), /not a tar/);
  await assert.rejects(importRuntime({ ociTar: ociTar([harmless]), name: "../x" }, { dataDir }), /not a name/);
  assert.deepEqual(await listRuntimes({ dataDir }), []);
});

test("what is not there says what there is, and the command that adds it", async () => {
  const dataDir = newFolder();
  await assert.rejects(
    ensureRuntime({ base: "ruby", packages: [] }, { dataDir }),
    (error: Error & { fix: string; why: string; code: string }) => {
      assert.deepEqual([error.code, error.message], ["refused", 'There is no runtime "ruby".']);
      assert.match(error.why, /python:3\.\d+.*node:24, node:22/);
      assert.match(error.fix, /stoa runtime add ruby --from image\.tar/);
      return true;
    },
  );
  await assert.rejects(ensureRuntime({ base: "python:2.7", packages: [] }, { dataDir }), /There is no runtime "python:2.7"/);
  await assert.rejects(ensureRuntime({ base: "bash", packages: ["-oDebug=1"] }, { dataDir }), /not the name of a Debian package/);
});

test("the kinds follow the Debian release", () => {
  assert.deepEqual(
    [
      knownBases("bookworm").get("python")?.versions,
      knownBases("trixie").get("python")?.versions,
      knownBases("unheard").get("python")?.versions,
    ],
    [["3.11"], ["3.13"], []],
  );
});

test("only the machine's own sources of its own release are taken", () => {
  const folder = newFolder();
  mkdirSync(join(folder, "sources.list.d"));
  writeFileSync(
    join(folder, "sources.list"),
    "deb http://mirror.test/debian bookworm main\n# deb http://no.test bookworm main\ndeb [arch=amd64] http://mirror.test/security bookworm-security main\ndeb http://vendor.test/apt stable main\n",
  );
  assert.equal(
    aptSources("bookworm", folder),
    "deb http://mirror.test/debian bookworm main\ndeb [arch=amd64] http://mirror.test/security bookworm-security main\n",
  );
  writeFileSync(
    join(folder, "sources.list.d/debian.sources"),
    "Types: deb\nURIs: http://mirror.test/debian\nSuites: bookworm bookworm-updates\nComponents: main\n\nTypes: deb\nURIs: http://vendor.test\nSuites: nodistro\nComponents: main\n",
  );
  assert.equal(
    aptSources("bookworm", folder),
    "Types: deb\nURIs: http://mirror.test/debian\nSuites: bookworm bookworm-updates\nComponents: main\n",
  );
});

test("what a killed maker left half is taken away by the next, but not what is being made", async () => {
  const dataDir = newFolder();
  const folder = join(dataDir, "runtimes");
  for (const name of [".gone-1.making", ".busy-1.making"]) mkdirSync(join(folder, name, "usr"), { recursive: true });
  await withLock(
    join(folder, ".busy-1.lock"),
    () => {},
    () => sweepLeft(folder),
  );
  assert.deepEqual(
    readdirSync(folder).filter((name) => !name.endsWith(".lock")),
    [".busy-1.making"],
  );
});

test("a tree is evened out inside: no rights, no pipes, nobody else's", async () => {
  const tree = newFolder();
  mkdirSync(join(tree, "private"), { mode: 0o700 });
  writeFileSync(join(tree, "private/tool"), "", { mode: 0o700 });
  writeFileSync(join(tree, "setuid"), "");
  chmodSync(join(tree, "setuid"), 0o4755);
  writeFileSync(join(tree, "shadow"), "", { mode: 0o640 });
  execFileSync("sh", ["-c", `mkfifo ${join(tree, "pipe")}`]);
  symlinkSync("/nowhere", join(tree, "link"));
  assert.equal(await runInside({ script: "even-out.sh", args: [tree] }), 0);
  const modes = ["private", "private/tool", "setuid", "shadow"].map((name) => (lstatSync(join(tree, name)).mode & 0o7777).toString(8));
  assert.deepEqual(
    [modes, readlinkSync(join(tree, "link")), existsSync(join(tree, "pipe"))],
    [["755", "755", "755", "644"], "/nowhere", false],
  );
  for (const name of readdirSync(tree)) assert.equal(lstatSync(join(tree, name)).uid, process.getuid?.(), name);
});

test("inside, no call waits for the disk", async () => {
  // A pipe cannot be synced: whoever says it was did not ask.
  const script = join(newFolder(), "sync.sh");
  writeFileSync(script, "exec perl -MIO::Handle -e 'exit(STDOUT->sync ? 0 : 3)'");
  assert.equal(spawnSync("sh", [script]).status, 3);
  assert.equal(await runInside({ script, args: [] }), 0);
});

test("packages in another order, or twice, are the same runtime", async () => {
  const one = await testRuntime("debian", ["jq", "gawk"]);
  const two = await testRuntime("debian", ["gawk", "jq", "gawk"]);
  assert.equal(one.root, two.root);
  for (const tool of ["jq", "gawk"]) assert.ok(existsSync(join(one.root, "usr/bin", tool)), tool);
  assert.deepEqual(
    readdirSync(join(one.root, "var/lib/apt/lists")).filter((name) => name.includes("Packages")),
    [],
  );
});

test("two callers get the same runtime, quickly when it is there", async () => {
  await testRuntime("bash");
  const started = performance.now();
  const [one, two] = await Promise.all([testRuntime("bash"), testRuntime("bash")]);
  assert.ok(performance.now() - started < 500);
  assert.equal(one.root, two.root);
  assert.match(one.digest, /^sha256:[0-9a-f]{64}$/);
  assert.match(one.version, /^5\./);
});

test("told to stop, nobody waits for a runtime that is being made", async () => {
  const dataDir = newFolder();
  const folder = join(dataDir, "runtimes");
  mkdirSync(folder);
  const leaving = new AbortController();
  await withLock(
    join(folder, ".base.lock"),
    () => assert.fail("it is ours"),
    async () => {
      const asked = ensureRuntime(
        { base: "bash", packages: [] },
        { dataDir, signal: leaving.signal, progress: (line) => line.startsWith("waiting for another process") && leaving.abort() },
      );
      await assert.rejects(asked, { code: "unavailable", message: "Stoa is being stopped." });
      // What is made meanwhile has nowhere to go.
      rmSync(folder, { recursive: true });
    },
  );
});

test("a lock holds others off, and a killed owner's is free", async () => {
  const path = join(top, "lock");
  const order: string[] = [];
  const { promise: waits, resolve: tell } = Promise.withResolvers<void>();
  let second: Promise<unknown> | undefined;
  const wait = (): void => {
    order.push("waits");
    tell();
  };
  await withLock(
    path,
    () => {},
    async () => {
      order.push("one in");
      second = withLock(path, wait, async () => order.push("two"));
      await waits;
      order.push("one out");
    },
  );
  await second;
  assert.deepEqual(order, ["one in", "waits", "one out", "two"]);
  const code = `const { withLock } = await import(${JSON.stringify(join(import.meta.dirname, "lock.ts"))});
    await withLock(${JSON.stringify(path)}, () => {}, () => new Promise(() => setInterval(() => {}, 1e6).ref() && console.log("in")));`;
  const owner = spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(owner.stdout, "data");
  let passedOver = false;
  await unlessLocked(path, () => Promise.resolve(void (passedOver = true)));
  assert.equal(passedOver, false);
  owner.kill("SIGKILL");
  await withLock(
    path,
    () => {},
    async () => order.push("three"),
  );
  assert.equal(order.at(-1), "three");
});
