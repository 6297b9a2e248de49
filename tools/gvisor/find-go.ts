import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { bringGo } from "./bring-go.ts";

/** From 1.21 on Go brings the version a module asks for by itself. */
const least = 21;

/**
 * A `go` that can build gVisor: the one on the path, or the usual place of Go's own archive; where these are older, such as Debian 12's, one
 * that they bring. @throws Error that says what to install.
 */
export async function findGo(candidates = ["go", "/usr/local/go/bin/go"]): Promise<string> {
  const older: string[] = [];
  for (const go of candidates) {
    const version = await versionOf(go);
    if (version === undefined) continue;
    if (version >= least) return go;
    older.push(go);
  }
  const [first] = older;
  if (first === undefined) throw new Error(missing("there is none"));
  return bringGo(first).catch((cause: Error) => {
    throw new Error(missing(`${first} is older and brings none (${cause.message.trim()})`), { cause });
  });
}

function missing(why: string): string {
  return `gVisor is built with Go 1.${least} or newer; ${why}. Install it from https://go.dev/dl into /usr/local/go.`;
}

async function versionOf(go: string): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)(go, ["version"]).catch(() => ({ stdout: "" }));
  const [, minor] = /go1\.(\d+)/.exec(stdout) ?? [];
  return minor === undefined ? undefined : Number(minor);
}
