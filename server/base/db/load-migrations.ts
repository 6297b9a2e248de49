import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Migration {
  /** `room/0001-what` */
  name: string;
  sql: string;
  digest: string;
}

const serverDir = fileURLToPath(new URL("../..", import.meta.url));

/** Rooms with tables in the order their migrations run: base first, then as `tools/rooms/order.json` has them. */
export const migrationOrder = [
  "identity",
  "trust",
  "signin",
  "gateway",
  "catalog",
  "builds",
  "connections",
  "installs",
  "runs",
  "webhooks",
  "alerts",
  "home",
  "console",
];

/** Every migration of base and the rooms, in the order they are applied. */
export async function loadMigrations(rooms: readonly string[] = migrationOrder): Promise<Migration[]> {
  const folders = [
    ["base", join(serverDir, "base", "migrations")],
    ...rooms.map((room) => [room, join(serverDir, "rooms", room, "migrations")]),
  ];
  const lists = await Promise.all(folders.map(([room = "", folder = ""]) => loadFolder(room, folder)));
  return lists.flat();
}

async function loadFolder(room: string, folder: string): Promise<Migration[]> {
  const files = await readdir(folder).catch(() => []);
  const sqlFiles = files.filter((file) => file.endsWith(".sql")).toSorted();
  return Promise.all(
    sqlFiles.map(async (file) => {
      const sql = await readFile(join(folder, file), "utf8");
      return { name: `${room}/${file.slice(0, -4)}`, sql, digest: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}
