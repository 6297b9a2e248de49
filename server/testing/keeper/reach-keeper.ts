import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { PgConfig } from "../../machine/postgres/index.ts";
import { keeperAddress, type KeeperGreeting } from "./address.ts";

export interface Keeper {
  superuser: PgConfig;
  /** The database is dropped when this process ends, however it ends. */
  own(database: string): void;
  socket: Socket;
}

let reached: Promise<Keeper> | undefined;

/** Connects this process to the keeper, starting one when there is none. The connection does not keep the process alive. */
export function reachKeeper(): Promise<Keeper> {
  reached ??= reach();
  return reached;
}

async function reach(): Promise<Keeper> {
  const end = performance.now() + 60_000;
  while (performance.now() < end) {
    const socket = (await tryConnect()) ?? (await startKeeper());
    const keeper = socket && (await greet(socket));
    if (keeper) return keeper;
    await sleep(50);
  }
  throw new Error("The test cluster's keeper did not answer within 60 s.");
}

async function startKeeper(): Promise<Socket | undefined> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    detached: true,
    stdio: "ignore",
    cwd: "/",
    env: { PATH: process.env["PATH"] },
  });
  child.unref();
  for (let tries = 0; tries < 100; tries++) {
    const socket = await tryConnect();
    if (socket) return socket;
    await sleep(50);
  }
  return undefined;
}

async function tryConnect(): Promise<Socket | undefined> {
  const socket = connect(keeperAddress);
  try {
    await once(socket, "connect");
    return socket;
  } catch {
    return undefined;
  }
}

/** Undefined when the keeper was just leaving. */
async function greet(socket: Socket): Promise<Keeper | undefined> {
  const line = await firstLine(socket);
  if (line === undefined) return undefined;
  const greeting = JSON.parse(line) as KeeperGreeting;
  if ("failure" in greeting) throw new Error(`The test cluster did not start: ${greeting.failure}`);
  socket.unref();
  socket.on("error", () => undefined);
  return { superuser: greeting.superuser, own: (database) => void socket.write(`${database}\n`), socket };
}

function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: socket });
    lines.once("line", resolve);
    lines.once("close", () => resolve(undefined));
    lines.once("error", () => resolve(undefined));
    socket.once("error", () => resolve(undefined));
  });
}
