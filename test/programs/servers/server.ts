import { mkdtemp, rm } from "node:fs/promises";
import { once as event } from "node:events";
import { createServer, connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A part of the outside world, on 127.0.0.1. */
export type Server = { stop(): Promise<void> };

/** The same stop, done once however often it is asked for: a case may stop a server before its stage ends. */
export function once(stop: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  return () => (stopping ??= stop());
}

/** A port nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (address === null || typeof address === "string") throw new Error("the listener has no port");
  return address.port;
}

/** A port on which nobody can listen while it is held: the near end of a connection has it. A connection to it is refused. */
export async function closedPort(): Promise<{ port: number } & Server> {
  const far = createServer((socket) => void socket.on("error", () => undefined));
  far.listen(0, "127.0.0.1");
  await event(far, "listening");
  const near = connect((far.address() as AddressInfo).port, "127.0.0.1");
  await event(near, "connect");
  const { localPort: port } = near;
  if (port === undefined) throw new Error("the connection has no port");
  const stop = async (): Promise<void> => {
    near.destroy();
    far.close();
  };
  return { port, stop };
}

/** A new folder others may pass through, and what removes it with all it holds. */
export async function temporaryFolder(name: string): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `stoa-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.end());
  });
}

/** Waits until somebody listens on `port` of 127.0.0.1. @throws Error after 20 s, or as soon as `gone` gives a reason */
export async function untilListening(port: number, gone: () => string | undefined): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await answers(port))) {
    const reason = gone();
    if (reason !== undefined) throw new Error(reason);
    if (performance.now() > end) throw new Error(`nobody listens on port ${port} after 20 s`);
    await sleep(50);
  }
}
