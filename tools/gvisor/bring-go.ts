import { execFile } from "node:child_process";
import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const version = "1.26.8";
const architectures: Record<string, string> = { x64: "amd64", arm64: "arm64" };

/**
 * A newer `go`, by an older one: Go is served as a module like any other, and any Go can download and check it. The older ones leave its
 * commands without the right to run, since modules hold none. @throws Error with the words of go
 */
export async function bringGo(older: string): Promise<string> {
  const module = `golang.org/toolchain@v0.0.1-go${version}.linux-${architectures[process.arch] ?? process.arch}`;
  const { stdout } = await promisify(execFile)(older, ["mod", "download", "-json", module]);
  const { Dir: folder } = JSON.parse(stdout) as { Dir: string };
  for (const part of ["bin", "pkg/tool"])
    for (const file of await readdir(join(folder, part), { recursive: true, withFileTypes: true }))
      if (file.isFile()) await chmod(join(file.parentPath, file.name), 0o555);
  return join(folder, "bin/go");
}
