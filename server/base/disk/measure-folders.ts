import { execFile } from "node:child_process";
import { existsSync } from "node:fs";

/** What folders take on disk in bytes, by du(1) outside this process; one that is not there takes nothing. What may not be read is left out. */
export async function measureFolders(paths: readonly string[]): Promise<Map<string, number>> {
  const there = paths.filter((path) => existsSync(path));
  const sizes = new Map(paths.map((path) => [path, 0]));
  if (there.length === 0) return sizes;
  const text = await new Promise<string>((resolve, reject) => {
    execFile("du", ["-s", "--block-size=1", "--", ...there], { maxBuffer: 16 << 20 }, (error, stdout) =>
      // du ends with 1 for a file that went meanwhile, and has counted the others.
      error && stdout === "" ? reject(error) : resolve(stdout),
    );
  });
  for (const line of text.split("\n")) {
    const [, bytes, path] = /^(\d+)\t(.*)$/.exec(line) ?? [];
    if (bytes !== undefined && path !== undefined) sizes.set(path, Number(bytes));
  }
  return sizes;
}
