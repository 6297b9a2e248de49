/**
 * The spawner: the only process of Stoa that starts programs. It may run as root while its client, the server, does not.
 * node main.ts --dir FOLDER --slots N --spare N --client-uid UID: listens on FOLDER/spawner.sock for that user, prints "ready" when it takes boxes
 * or one line of JSON {"error"} when it cannot, and ends, with every box, when its stdin closes.
 */
import { chmodSync, chownSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { parseArgs } from "node:util";
import type { LauncherKind } from "../box.ts";
import { frame, FrameReader } from "../frames.ts";
import { socketPath } from "../socket-path.ts";
import { groupName } from "./cgroups.ts";
import type { Where } from "./cgroups-v2.ts";
import { enterScope } from "./enter-scope.ts";
import { Outbox } from "./outbox.ts";
import { Pool } from "./pool.ts";
import { openScopeBeside } from "./scope-beside.ts";
import type { WireSpec } from "./spec-words.ts";
import { Visitor } from "./visitor.ts";

const { values } = parseArgs({
  options: {
    dir: { type: "string" },
    slots: { type: "string" },
    spare: { type: "string" },
    "client-uid": { type: "string" },
    gvisor: { type: "string" },
    launcher: { type: "string" },
    scoped: { type: "boolean" },
    refused: { type: "string" },
  },
});
const dir = values.dir ?? "";
const clientUid = Number(values["client-uid"] ?? process.getuid?.());
const log = (text: string): void => void process.stderr.write(`${text}\n`);

/** What a client may have said to a box that had just ended. */
const late = "FRDGPTKA";

function welcome(pool: Pool, socket: Socket): void {
  let visitor: Visitor | undefined;
  const outbox = new Outbox(socket);
  const reader = new FrameReader((type, payload) => {
    if (visitor) return visitor.onFrame(type, payload);
    if (late.includes(type)) return;
    if (type === "H") return void socket.write(frame("h", JSON.stringify(pool.capabilities)));
    if (type !== "B") return void socket.destroy();
    visitor = new Visitor(JSON.parse(payload.toString()) as WireSpec, socket, outbox, () => (visitor = undefined));
    pool.add(visitor);
  });
  socket.on("error", () => socket.destroy()).once("close", () => visitor?.close());
  socket.on("data", (chunk: Buffer) => {
    try {
      reader.push(chunk);
    } catch (error) {
      log(`a client sent what is not a frame: ${error instanceof Error ? error.message : String(error)}`);
      socket.destroy();
    }
  });
}

function listen(pool: Pool): Promise<Server> {
  const path = socketPath(dir, "spawner.sock");
  rmSync(path, { force: true });
  const server = createServer((socket) => welcome(pool, socket));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      if (process.getuid?.() === 0) chownSync(path, clientUid, clientUid);
      resolve(server);
    });
  });
}

function kindOf(asked: string | undefined): LauncherKind | undefined {
  if (asked === undefined || asked === "native" || asked === "perl") return asked;
  throw new Error(`there is no launcher "${asked}": native or perl`);
}

/** Whoever watches over us starts another, with a scope of its own. */
function lose(): void {
  log("the scope of the boxes was ended by somebody else, and every box with it");
  process.exit(1);
}

/** For the groups of boxes. Where systemd gives none beside the server, it is tried to be one that this process goes into, as it is started again. */
async function findPlace(name: string): Promise<Where> {
  if (values.scoped) return { isEntered: true, refused: values.refused };
  const { scope, refused } = await openScopeBeside(name);
  if (scope) return { scope };
  if (refused !== undefined) log(`systemd gave no scope beside ours: ${refused}`);
  enterScope(name, [...process.argv.slice(1), "--scoped", ...(refused === undefined ? [] : [`--refused=${refused}`])]);
  return { refused };
}

async function main(): Promise<void> {
  const name = groupName(dir);
  const where = await findPlace(name);
  void where.scope?.lost.then(lose);
  const pool = await Pool.open({
    name,
    where,
    slots: Number(values.slots ?? 2),
    spare: Number(values.spare ?? 0),
    clientUid,
    launcher: kindOf(values.launcher),
    gvisor: values.gvisor,
    log,
  });
  const server = await listen(pool);
  const stop = async (): Promise<void> => {
    server.close();
    await pool.close().catch((error: Error) => log(error.message));
    process.exit(0);
  };
  process.stdin.on("end", stop).on("error", stop).resume();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  process.stdout.write("ready\n");
}

main().catch((error: Error) => {
  process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
  process.exitCode = 1;
  process.stdin.destroy();
});
