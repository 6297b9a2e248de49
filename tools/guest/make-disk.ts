import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { buildAttempts, testRuntime } from "../../server/rooms/sandbox/testing.ts";

const run = promisify(execFile);

/** Large, and only for building pages and checking types: the guest does neither. */
const leftOut = [
  "@tabler",
  "@mantine",
  "@typescript",
  "typescript",
  "@oxlint",
  "@oxlint-tsgolint",
  "oxlint",
  "@oxfmt",
  "oxfmt",
  "knip",
  "@rolldown",
];
const spareBytes = 512 * 2 ** 20;

/** What the second disk holds: this clone with its packages and Node, built pages when there are any, a runtime and the compiled program of the escape suite. */
export async function makeDisk(clone: string, work: string): Promise<string> {
  const tree = join(work, "tree");
  const to = join(tree, "clone");
  mkdirSync(to, { recursive: true });
  await takeClone(clone, to, work);
  await takeRuntime(join(tree, "runtimes"));
  const attempts = await buildAttempts();
  mkdirSync(join(tree, "attempts"));
  copyFileSync(attempts, join(tree, "attempts", basename(dirname(attempts)).replace(/^stoa-attempts-\d+-/, "")));
  const disk = join(work, "clone.img");
  const { stdout } = await run("du", ["-s", "--block-size=1", "--apparent-size", tree]);
  const kilobytes = Math.ceil((Number.parseInt(stdout, 10) * 1.3 + spareBytes) / 1024);
  await run("mke2fs", ["-q", "-t", "ext4", "-O", "^has_journal", "-i", "8192", "-E", "root_owner=0:0", "-d", tree, disk, `${kilobytes}k`]);
  await run("rm", ["-rf", tree]);
  return disk;
}

async function takeClone(clone: string, to: string, work: string): Promise<void> {
  const { stdout } = await run("git", ["-C", clone, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    maxBuffer: 2 ** 26,
  });
  const there = stdout.split("\0").filter((file) => file !== "" && existsSync(join(clone, file)));
  const packages = readdirSync(join(clone, "node_modules")).filter((name) => !leftOut.includes(name));
  const more = [
    ...packages.map((name) => `node_modules/${name}`),
    ".toolchain",
    ...(existsSync(join(clone, "web/dist")) ? ["web/dist"] : []),
  ];
  const list = join(work, "files");
  writeFileSync(list, [...there, ...more].map((file) => `${file}\0`).join(""));
  await link(
    `cd "$1" && xargs -0 cp --no-dereference --recursive --parents --preserve=mode,timestamps,links $0 --target-directory="$2" <"$3"`,
    clone,
    to,
    list,
  );
}

/** Under a name that holds on any Debian: the runtime's own key has this machine's release in it, which may not be the guest's. */
async function takeRuntime(to: string): Promise<void> {
  const { root } = await testRuntime("bash");
  const from = dirname(root);
  mkdirSync(join(to, "runtimes", "index"), { recursive: true });
  await link(`cp --no-dereference --recursive --preserve=all $0 "$1" "$2"`, root, join(to, "runtimes", basename(root)));
  const entry = readdirSync(join(from, "index")).find((name) => name.startsWith("bash-"));
  if (entry === undefined) throw new Error(`${from}/index holds no bash`);
  copyFileSync(join(from, "index", entry), join(to, "runtimes", "index", "imported-bash.json"));
}

/** Hard links where the file system is one, copies where it is not. */
async function link(script: string, ...args: string[]): Promise<void> {
  try {
    await run("sh", ["-c", script, "--link", ...args], { maxBuffer: 2 ** 26 });
  } catch {
    await run("sh", ["-c", script, "--force", ...args], { maxBuffer: 2 ** 26 });
  }
}
