import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { promisify } from "node:util";
import { readCgroupTree } from "../../spawner/cgroup-tree.ts";
import { run, specOf, type Subject } from "../subject.ts";
import { attempts } from "./attempts.ts";
import { buildAttempts } from "./build-attempts.ts";
import { findProcess } from "./find-process.ts";

const app = "/app";
const asRoot = process.getuid?.() === 0;

/** What there is to be found on this machine, and what came of looking for it: call -> error, or "works". */
export interface Place {
  inside: Map<string, string>;
  /** The same from outside a box, as this user and as nobody; empty for anyone but root. */
  outside: Map<string, string>[];
}

/**
 * Sets up what a program must not reach (a server of each kind, shared memory, a queue, a process; another box with the like), lets the
 * program of attempts.c try everything in one box, and the same outside. Everything is gone again when it returns.
 */
export async function tryEverything(subject: Subject): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "stoa-escape-"));
  const program = await fillFolder(folder);
  const tcp = await serve({ host: "127.0.0.1", port: 0 });
  const socket = await serve({ path: join(folder, ".s.PGSQL.5432") });
  const name = `stoa-escape-${process.pid}`;
  const key = 0x5704_0000 + (process.pid & 0xffff);
  const victim = spawn(program, ["hold", "120", `@${name}`, String(key), `/${name}`], { stdio: ["pipe", "pipe", "inherit"] });
  const next = await subject.sandbox.start(
    specOf(subject, [`${app}/attempts`, "hold", "120", `@${name}-next`, String(key + 0x10000), `/${name}-next`], bound(folder)),
  );
  try {
    await Promise.all([isUp(victim.stdout), isUp(next.stdout)]);
    const words: Record<string, string> = {
      pid: String(victim.pid),
      neighbour: subject.local ? String(await findProcess(`@${name}-next`)) : String(victim.pid),
      app,
      folder,
      secret: join(folder, "secret"),
      socket: join(folder, ".s.PGSQL.5432"),
      spawner: subject.spawner,
      cgroup: readCgroupTree().v2?.mount ?? "/sys/fs/cgroup",
      name,
      key: String(key),
      "neighbour-key": String(key + 0x10000),
      queue: `/${name}`,
      port: String((tcp.address() as AddressInfo).port),
    };
    return { inside: await fromInside(subject, folder, words), outside: asRoot ? await fromOutside(program, folder, words) : [] };
  } finally {
    next.kill();
    await next.ended;
    await end(victim);
    for (const server of [tcp, socket]) server.close();
    await rm(folder, { recursive: true });
  }
}

async function fillFolder(folder: string): Promise<string> {
  const built = await buildAttempts();
  await chmod(folder, 0o755);
  for (const name of ["attempts", "set-id", "capable"]) await copyFile(built, join(folder, name));
  await chmod(join(folder, "set-id"), 0o4755);
  if (asRoot) await promisify(execFile)(built, ["make-capable", join(folder, "capable")]);
  for (const name of ["data", "secret"]) await writeFile(join(folder, name), name, { mode: 0o644 });
  return join(folder, "attempts");
}

const bound = (folder: string): { binds: { from: string; to: string; write: boolean }[] } => ({
  binds: [{ from: folder, to: app, write: false }],
});

async function serve(where: { host: string; port: number } | { path: string }): Promise<Server> {
  const server = createServer((socket) => socket.on("error", () => {}).end());
  server.listen(where);
  await once(server, "listening");
  if ("path" in where) await chmod(where.path, 0o777);
  return server;
}

async function isUp(stdout: NodeJS.ReadableStream): Promise<void> {
  const [said] = (await once(stdout, "data")) as [Buffer];
  if (said.toString() !== "up\n") throw new Error(`what is to be found could not be set up: ${said.toString()}`);
}

async function end(victim: ChildProcess): Promise<void> {
  victim.stdin?.end();
  if (victim.exitCode === null && victim.signalCode === null) await once(victim, "exit");
}

const calls = Object.values(attempts).flatMap((group) => group.map(({ call }) => call));
const fill = (call: string, words: Record<string, string>): string =>
  call.replaceAll(/\{([a-z-]+)\}/g, (_, word: string) => words[word] ?? "");

/** The program says back what it was told to do, with the result behind the last space. */
function results(output: string, told: string[]): Map<string, string> {
  const lines = output.trimEnd().split("\n");
  if (lines.length !== calls.length)
    throw new Error(`the program ended after ${lines.length} of ${calls.length} attempts: ${lines.at(-1)}`);
  return new Map(calls.map((call, index) => [call, (lines[index] ?? "").slice((told[index]?.length ?? 0) + 1)]));
}

async function fromInside(subject: Subject, folder: string, words: Record<string, string>): Promise<Map<string, string>> {
  const told = calls.map((call) => fill(call, words));
  const { stdout, stderr, end: ended } = await run(subject, [`${app}/attempts`, ...told], bound(folder));
  if (ended.exitCode !== 0) throw new Error(`the box ended with ${JSON.stringify(ended)}: ${stderr}`);
  return results(stdout, told);
}

/** As root, and as a user without any right but with a descriptor too many. */
async function fromOutside(program: string, folder: string, words: Record<string, string>): Promise<Map<string, string>[]> {
  const told = calls.map((call) => fill(call, { ...words, app: folder }));
  const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", program];
  const all: Map<string, string>[] = [];
  for (const [command, args] of [
    [program, []],
    ["setpriv", nobody],
  ] as const) {
    const child = spawn(command, [...args, "--outside", ...told], { stdio: ["ignore", "pipe", "inherit", "ignore", "pipe"] });
    const output = await text(child.stdout as Readable);
    all.push(results(output, told));
  }
  return all;
}
