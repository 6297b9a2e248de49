import { once } from "node:events";
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { StoaError } from "../../base/errors.ts";

/** Below this many bytes free Postgres may not even reach the end of its own start. */
const leastFree = 300 * 1024 * 1024;
const probeSize = 1024 * 1024;

/** Binds the address for a moment. @throws StoaError setup when it is taken or not ours to bind. */
export async function checkPort(listen: string, port: number): Promise<void> {
  const server = createServer();
  server.listen({ host: listen, port, exclusive: true });
  try {
    await once(server, "listening");
  } catch (error) {
    throw portRefused(listen, port, error);
  }
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

function portRefused(listen: string, port: number, cause: unknown): StoaError {
  const code = codeOf(cause);
  if (code === "EADDRINUSE") {
    return new StoaError("setup", {
      what: `Port ${port} on ${listen} is taken by another program.`,
      fix: `Stop it (ss -ltnp 'sport = :${port}' shows it), or choose another: STOA_PORT=4401 npm start`,
      cause,
    });
  }
  return new StoaError("setup", {
    what: `Cannot listen on ${listen}, port ${port} (${code}).`,
    fix: "Set STOA_LISTEN and STOA_PORT to an address of this machine and a port above 1023.",
    cause,
  });
}

/** Writes and removes a probe where the data is, or will be made. @throws StoaError setup when the disk is full, read-only or not ours. */
export function checkDisk(dataDir: string): void {
  const folder = nearestFolder(dataDir);
  probeWrite(folder);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= leastFree) return;
  throw new StoaError("setup", {
    what: `The disk of ${dataDir} has ${Math.floor((bavail * bsize) / 1048576)} MiB free; Stoa needs ${leastFree / 1048576} MiB to start.`,
    fix: "Free some space, or put the data on another disk by STOA_DATA.",
  });
}

function nearestFolder(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : nearestFolder(dirname(path));
}

function probeWrite(folder: string): void {
  const path = join(folder, `.stoa-probe-${process.pid}`);
  try {
    const file = openSync(path, "wx", 0o600);
    try {
      writeFileSync(file, Buffer.alloc(probeSize));
      fsyncSync(file);
    } finally {
      closeSync(file);
      rmSync(path, { force: true });
    }
  } catch (cause) {
    throw diskRefused(folder, cause);
  }
}

const diskTexts: Record<string, { why: string; fix: string }> = {
  ENOSPC: { why: "The disk is full.", fix: "Free some space, or put the data on another disk by STOA_DATA." },
  EDQUOT: { why: "Your disk quota is used up.", fix: "Free some space, or put the data on another disk by STOA_DATA." },
  EROFS: {
    why: "The disk is mounted read-only.",
    fix: "Mount it writable (mount -o remount,rw ...), or put the data elsewhere by STOA_DATA.",
  },
  EACCES: { why: "It belongs to another user.", fix: "Start as its owner, or choose a folder of your own by STOA_DATA." },
  EPERM: { why: "It belongs to another user or is immutable.", fix: "Start as its owner, or choose a folder of your own by STOA_DATA." },
};

function diskRefused(folder: string, cause: unknown): StoaError {
  const code = codeOf(cause);
  const text = diskTexts[code] ?? { why: code, fix: "Look at the disk (dmesg), or put the data elsewhere by STOA_DATA." };
  return new StoaError("setup", { what: `Stoa cannot write to ${folder}.`, ...text, cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
