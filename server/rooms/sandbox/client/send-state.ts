import type { Readable } from "node:stream";
import { readTar } from "../tar/read-tar.ts";

export type Send = (type: string, payload?: Buffer | string) => Promise<void>;

/**
 * Turns a tar into the entries a launcher unpacks into /state. Only files and folders, only inside.
 * @throws Error that names the entry.
 */
export async function sendState(tar: Readable, send: Send): Promise<void> {
  const folders = new Set<string>();
  const addFolder = async (path: string, mode: number): Promise<void> => {
    if (path === "" || folders.has(path)) return;
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    await addFolder(parent, 0o755);
    folders.add(path);
    await send("R", Buffer.from(`d ${octal(mode | 0o700)} ${path}`, "latin1"));
  };
  for await (const entry of readTar(tar)) {
    const path = entry.path.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
    if (path === "" || path === ".") continue;
    if (entry.type !== "file" && entry.type !== "directory") throw new Error(`${path} is neither a file nor a folder`);
    if (path.startsWith("/") || path.split("/").some((part) => part === ".." || part === "." || part === ""))
      throw new Error(`${path} is not a path inside`);
    if (entry.type === "directory") {
      await addFolder(path, entry.mode);
      continue;
    }
    await addFolder(path.slice(0, Math.max(0, path.lastIndexOf("/"))), 0o755);
    await send("R", Buffer.from(`f ${octal(entry.mode & 0o777)} ${path}`, "latin1"));
    for await (const chunk of entry.body) await send("D", chunk);
  }
}

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, "0");
