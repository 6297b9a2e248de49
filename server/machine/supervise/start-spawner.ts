import { createHash } from "node:crypto";
import { join } from "node:path";
import { StoaError } from "../../base/errors.ts";
import { makePrivate, socketDir } from "../postgres/index.ts";
import type { RunAs } from "./run-as.ts";
import { promptFlags } from "./node-flags.ts";
import { type ChildOptions, startChild } from "./start-child.ts";
import type { Running } from "./keep-running.ts";
import { chmodSync, mkdirSync } from "node:fs";

export interface Spawner extends Running {
  socket: string;
}

interface SpawnerOptions extends Pick<ChildOptions, "place" | "env" | "onLine"> {
  dataDir: string;
  slots: number;
  /** Slots beside them, for what is prepared. */
  spare: number;
  /** The folder of runsc and enter, when boxes are to be gVisor's. */
  gvisor: string | undefined;
  /** The user of the server process, which alone may speak to it. */
  clientUser: RunAs | undefined;
}

const readyLimit = 30_000;

/** Starts the one process that starts programs, as ourselves (root, when we are). @throws StoaError sandbox_unavailable */
export async function startSpawner(options: SpawnerOptions): Promise<Spawner> {
  const { place, env, dataDir, slots, spare, gvisor, clientUser } = options;
  const folder = spawnerDir(dataDir, clientUser);
  const first = Promise.withResolvers<string>();
  const onLine = (line: string): void => {
    if (line === "ready" || line.startsWith('{"error"')) first.resolve(line);
    else options.onLine(line);
  };
  const numbers = { slots, spare, "client-uid": clientUser?.uid ?? process.getuid?.() ?? 0 };
  const args = ["--dir", folder, ...Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)])];
  if (gvisor !== undefined) args.push("--gvisor", gvisor);
  const child = startChild({
    place,
    env,
    onLine,
    args,
    script: "server/rooms/sandbox/spawner/main.ts",
    nodeFlags: promptFlags,
    deathSignal: "TERM",
    // Boxes are made with mounts and user changes of their own.
    noNewPrivileges: false,
    heldStdin: true,
    stopSteps: [
      ["SIGTERM", 8_000],
      ["SIGKILL", 2_000],
    ],
  });
  setTimeout(() => first.resolve(`{"error":"it was not ready after ${readyLimit / 1000} s"}`), readyLimit).unref();
  const said = await Promise.race([first.promise, child.ended.then((reason) => JSON.stringify({ error: reason }))]);
  if (said === "ready") return { ...child, socket: join(folder, "spawner.sock") };
  await child.stop();
  throw refused((JSON.parse(said) as { error: string }).error);
}

/** As root a folder of our own, so that nobody can put a link in the place of the socket we hand over. */
function spawnerDir(dataDir: string, clientUser: RunAs | undefined): string {
  if (!clientUser) return socketDir(dataDir, undefined);
  const id = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  mkdirSync("/run/stoa", { recursive: true, mode: 0o755 });
  const folder = `/run/stoa/box-${id}`;
  makePrivate(folder, undefined);
  chmodSync(folder, 0o711);
  return folder;
}

function refused(why: string): StoaError {
  return new StoaError("sandbox_unavailable", {
    what: "Programs cannot be run safely on this machine, so Stoa does not start.",
    why,
    fix: "Mend what is named above. On Debian: apt-get install bubblewrap; as an ordinary user also: sysctl -w kernel.unprivileged_userns_clone=1",
  });
}
