import { spawn, type ChildProcess } from "node:child_process";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { Capabilities, LauncherKind } from "../box.ts";
import { frame, FrameReader } from "../frames.ts";
import { socketPath } from "../socket-path.ts";

const entry = fileURLToPath(new URL("../spawner/main.ts", import.meta.url));

export interface SpawnerOptions {
  dir: string;
  slots: number;
  /** Slots beside them, for what is prepared. */
  spare?: number | undefined;
  /** The best there is when missing. */
  launcher?: LauncherKind | undefined;
  /** The folder of runsc and enter: boxes are gVisor's. */
  gvisor?: string | undefined;
}

/** Arguments for `node` that run a spawner on `dir` for the user `clientUid`. It ends when its stdin closes. */
export function spawnerArguments(options: SpawnerOptions & { clientUid: number }): string[] {
  const { dir, slots, spare = 0, clientUid, launcher, gvisor } = options;
  const more = Object.entries({ launcher, gvisor }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  return [entry, "--dir", dir, "--slots", String(slots), "--spare", String(spare), "--client-uid", String(clientUid), ...more];
}

/** Starts a spawner of our own and waits until it takes boxes. @throws Error with the spawner's reason. */
export async function startSpawner(options: SpawnerOptions & { onLog(text: string): void }): Promise<ChildProcess> {
  const args = spawnerArguments({ ...options, clientUid: process.getuid?.() ?? 0 });
  // oxlint-disable-next-line node/no-process-env -- only PATH is handed on
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"], env: { PATH: process.env["PATH"] ?? "" }, cwd: "/" });
  child.stderr?.on("data", (text: Buffer) => options.onLog(text.toString().trimEnd()));
  child.stdin?.on("error", () => {});
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(readError(said) ?? `the spawner ended with ${signal ?? code}`)));
    child.stdout?.on("data", (text: Buffer) => {
      said += text.toString();
      if (said.startsWith("ready\n")) resolve();
    });
  });
  return child;
}

function readError(said: string): string | undefined {
  return said.startsWith("{") ? (JSON.parse(said) as { error: string }).error : undefined;
}

/** A new connection to the spawner that listens in `dir`. */
export function dialSpawner(dir: string): Promise<Socket> {
  const socket = connect(socketPath(dir, "spawner.sock"));
  return new Promise((resolve, reject) => socket.once("connect", () => resolve(socket)).once("error", reject));
}

const patienceMs = 5_000;

/** Asks the spawner in `dir` what it can do; undefined when there is none, or it says nothing. */
export async function askSpawner(dir: string): Promise<Capabilities | undefined> {
  const socket = await dialSpawner(dir).catch(() => undefined);
  if (!socket) return undefined;
  const late = setTimeout(() => socket.destroy(), patienceMs);
  try {
    return await new Promise<Capabilities | undefined>((resolve) => {
      const reader = new FrameReader((_, payload) => resolve(JSON.parse(payload.toString()) as Capabilities));
      socket.on("data", (chunk: Buffer) => reader.push(chunk));
      socket.once("close", () => resolve(undefined)).on("error", () => {});
      socket.write(frame("H"));
    });
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}
