import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check, Problem } from "../checks/check.ts";
import { listFiles, listSources } from "../checks/list-files.ts";
import { checkNumbers } from "./check-numbers.ts";
import { checkNotify, checkSql } from "./check-sql.ts";
import { checkVerbs } from "./check-verbs.ts";
import { type Import, readImports } from "./read-imports.ts";
import { allowedPackages, refusal, workspaceOf, zoneOf } from "./zones.ts";

/** Who may import whom, and whose tables SQL may name; the rules are the tables "Packages" and "Rooms" of docs/architecture.md. */
export const roomsCheck: Check = {
  name: "rooms",
  run(root) {
    const order = readOrder(root);
    const read = (file: string): string => readFileSync(join(root, file), "utf8");
    const sources = listSources(root);
    const migrations = listFiles(root, [".sql"]).filter((file) => /^server\/rooms\/[^/]+\/migrations\//.test(file));
    const problems = [
      ...sources.flatMap((file) => [...checkImports(file, read(file), order), ...checkVerbs(file, read(file))]),
      ...[...sources, ...migrations].flatMap((file) => [...checkSql(file, read(file), order), ...checkNotify(file, read(file))]),
      ...checkNumbers(migrations),
      ...strayRooms([...sources, ...migrations], order),
    ];
    return Promise.resolve({ read: sources.length + migrations.length, problems });
  },
};

/** Rooms, lowest first. A seeded tree may bring its own. */
function readOrder(root: string): string[] {
  const own = join(root, "tools/rooms/order.json");
  return JSON.parse(readFileSync(existsSync(own) ? own : new URL("order.json", import.meta.url), "utf8")) as string[];
}

function checkImports(file: string, source: string, order: readonly string[]): Problem[] {
  return readImports(file, source).flatMap((one) => {
    const text = one.path === undefined ? checkPackage(file, one) : checkOwn(file, one.path, one, order);
    return text === undefined ? [] : [{ file, line: one.line, rule: "rooms", text: `${one.specifier}: ${text}` }];
  });
}

function checkPackage(file: string, one: Import): string | undefined {
  const may = allowedPackages[zoneOf(file)];
  if (may === undefined || isTest(file) || may.includes(one.package ?? "")) return undefined;
  return `${zoneOf(file)} may use only ${may.join(", ")}`;
}

interface Edge extends Import {
  file: string;
  path: string;
  from: string;
  to: string;
}

const rules: ((edge: Edge) => string | false)[] = [
  ({ from, to, path, file }) => to.startsWith("rooms/") && from !== to && !isDoor(path, to, file) && `enter ${to} by its index.ts`,
  ({ from, to, file }) =>
    to === "server/testing" && from !== to && !isTest(file) && isShipped(file) && "only tests may import server/testing",
  ({ file, path, specifier }) => crosses(file, path) && specifier.startsWith(".") && "enter another workspace by its package name",
  ({ from, to, file, atStart }) =>
    from === "cli" && to === "server/machine" && atStart && !isTest(file) && "load server/machine by import()",
];

function checkOwn(file: string, path: string, one: Import, order: readonly string[]): string | undefined {
  const edge = { ...one, file, path, from: zoneOf(file), to: zoneOf(path) };
  const broken = rules.map((rule) => rule(edge)).find((text) => text !== false);
  return refusal(edge.from, edge.to, order) ?? broken;
}

/** Tests may besides use what a room offers them in its `testing.ts`. */
function isDoor(path: string, room: string, file: string): boolean {
  const forTests = isTest(file) || !isShipped(file) || zoneOf(file) === "server/testing";
  return path.endsWith(`${room}/index.ts`) || (forTests && path.endsWith(`${room}/testing.ts`));
}

function crosses(file: string, path: string): boolean {
  return isShipped(file) && workspaceOf(file) !== workspaceOf(path);
}

function isShipped(file: string): boolean {
  return workspaceOf(file) !== undefined;
}

function strayRooms(files: readonly string[], order: readonly string[]): Problem[] {
  const rooms = new Set(files.map((file) => /^server\/rooms\/([^/]+)\//.exec(file)?.[1]).filter((room) => room !== undefined));
  const stray = [...rooms].filter((room) => !order.includes(room));
  return stray.map((room) => ({ file: `server/rooms/${room}`, line: 0, rule: "rooms", text: "not in tools/rooms/order.json" }));
}

function isTest(file: string): boolean {
  return /\.test\.tsx?$|\/testing\.ts$/.test(file);
}
