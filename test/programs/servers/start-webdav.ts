import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { freePort, once, type Server, temporaryFolder } from "./server.ts";
import { startProcess } from "./start-process.ts";

export type Webdav = Server & {
  url: string;
  user: string;
  password: string;
  /** Paths of all files, sorted. */
  list(): Promise<string[]>;
  read(path: string): Promise<string>;
  write(path: string, content: string): Promise<void>;
};

/** `rclone serve webdav` over an empty folder, with basic authentication. */
export async function startWebdav(): Promise<Webdav> {
  const folder = await temporaryFolder("webdav");
  const [port, user, password] = [await freePort(), "files", "dav-secret-4711"];
  const env = { RCLONE_USER: user, RCLONE_PASS: password, RCLONE_CONFIG: "/dev/null" };
  const args = ["serve", "webdav", folder.path, "--addr", `127.0.0.1:${port}`, "--dir-cache-time", "0s"];
  const server = await startProcess({ command: "rclone", args, port, env });
  return {
    url: `http://127.0.0.1:${port}`,
    user,
    password,
    async list() {
      const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return files.map((file) => file.slice(folder.path.length + 1)).toSorted();
    },
    read: (path) => readFile(join(folder.path, path), "utf8"),
    async write(path, content) {
      await mkdir(dirname(join(folder.path, path)), { recursive: true });
      await writeFile(join(folder.path, path), content);
    },
    stop: once(async () => {
      await server.stop();
      await folder.remove();
    }),
  };
}
