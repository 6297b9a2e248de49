// npm run test:guest: boots a Debian 12 with systemd (control groups of version 2, the layout nearly every user has) under QEMU's software
// emulation, with this clone on a disk, and runs there what a box must hold: as root, as pat, who has a systemd of the user's, and as quin, who has
// none; then where boxes stand as root after a login and in a service of pat's, and the README's first command. `-- --short`: limits and kill, as root and pat. `-- --task pat-limits` runs what is named.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findRuntime } from "../bootstrap/node.mjs";
import { ensureWebPages } from "../bootstrap/web.mjs";
import { boot } from "./boot.ts";
import { makeDisk } from "./make-disk.ts";
import { ensureImage } from "./make-image.ts";
import { readTasks, wrongsOf } from "./read-tasks.ts";

const clone = join(import.meta.dirname, "../..");
const places = ["root-login-groups", "pat-service-groups"];
const short = ["root-limits", "pat-limits", ...places];
const long = ["root-boxes", "pat-boxes", "quin-boxes", ...places, "root-start", "pat-start", "quin-start"];
const { values } = parseArgs({
  options: { short: { type: "boolean" }, task: { type: "string", multiple: true }, keep: { type: "boolean" } },
});
const tasks = values.task ?? (values.short ? short : long);
const limitMs = values.short ? 3_600_000 : 5 * 3_600_000;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

if (process.getuid?.() !== 0) {
  say("test:guest makes a whole file system for its guest: run it as root.");
  process.exit(77);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));

const began = performance.now();
const seconds = (): number => Math.round((performance.now() - began) / 1000);
const image = await ensureImage(say);
const runtime = findRuntime();
// The guest has neither the packages nor the hours to build them.
if (runtime && tasks.some((task) => task.endsWith("-start"))) await ensureWebPages(runtime);
const work = mkdtempSync("/var/tmp/stoa-guest-work-");
if (!values.keep) process.once("exit", () => rmSync(work, { recursive: true, force: true }));
const disk = await makeDisk(clone, work);
say(`${seconds()} s: the guest starts`);
const reader = readTasks(say, seconds);
await boot({ image, disk, tasks, work, limitMs, onLine: (line) => reader.take(line) });
const commit = execFileSync("git", ["-C", clone, "-c", "safe.directory=*", "describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
console.table(
  reader.done.map(({ task, code, passed, failed, skipped, took }) => ({
    task,
    code,
    passed,
    failed: failed.length,
    skipped: skipped.length,
    seconds: took,
  })),
);
const wrongs = wrongsOf(tasks, reader.done);
for (const wrong of wrongs) console.log(`WRONG: ${wrong}`);
console.log(
  JSON.stringify({ name: "guest", commit, kernel: reader.kernel, tasks: reader.done.length, wrongs: wrongs.length, seconds: seconds() }),
);
process.exit(wrongs.length === 0 ? 0 : 1);
