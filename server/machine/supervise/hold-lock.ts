// One supervisor a data folder. The lock is an abstract Unix socket named by the folder: binding is atomic, the kernel frees it with its
// process, and who cannot bind can connect and read who holds it.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { realpathSync, existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { StoaError } from "../../base/errors.ts";

export interface Holder {
  pid: number;
  since: string;
  what: string;
}

export interface HeldLock {
  release(): Promise<void>;
}

/** @param what the command that holds it, for the message others get. @throws StoaError setup that says who holds it. */
export async function holdLock(dataDir: string, what: string): Promise<HeldLock> {
  const holder: Holder = { pid: process.pid, since: new Date().toISOString(), what };
  const server = createServer((socket) => socket.on("error", () => undefined).end(JSON.stringify(holder)));
  server.listen(addressOf(dataDir));
  try {
    await once(server, "listening");
  } catch {
    throw heldBy(dataDir, await findHolder(dataDir));
  }
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Who works on this data folder, or undefined. */
export async function findHolder(dataDir: string): Promise<Holder | undefined> {
  const socket = connect(addressOf(dataDir));
  try {
    await once(socket, "connect");
    return JSON.parse(await text(socket)) as Holder;
  } catch {
    return undefined;
  }
}

function heldBy(dataDir: string, holder: Holder | undefined): StoaError {
  const who = holder ? `process ${holder.pid} (${holder.what}), since ${holder.since}` : "another process";
  return new StoaError("setup", {
    what: `The data folder ${dataDir} is in use by ${who}.`,
    fix: holder
      ? `Use that one, stop it (kill ${holder.pid}), or choose another folder by STOA_DATA.`
      : "Stop it, or choose another folder by STOA_DATA.",
  });
}

function addressOf(dataDir: string): string {
  const real = existsSync(dataDir) ? realpathSync(dataDir) : dataDir;
  return `\0stoa-${createHash("sha256").update(real).digest("hex").slice(0, 32)}`;
}
