import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findGo } from "./find-go.ts";

const run = promisify(execFile);
/** The last commit of gVisor's `go` branch that was tried. Older than 2023 has no systrap; Debian's is of 2022. */
const version = "v0.0.0-20260905035102-160fafc42237";
const enterSource = fileURLToPath(new URL("../../server/rooms/sandbox/spawner/gvisor/enter.c", import.meta.url));
/** No C library and nothing started before our first line; see enter.c. */
const enterFlags = ["-Os", "-Wall", "-static", "-nostdlib", "-ffreestanding", "-fno-stack-protector", "-fno-asynchronous-unwind-tables"];

/**
 * The folder of runsc and enter, which STOA_GVISOR names: built from gVisor's Go module and one C file, once for each version of both, and
 * kept in the user's cache. @throws Error that says what is missing.
 */
export async function ensureGvisor(say: (line: string) => void): Promise<string> {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const key = createHash("sha256")
    .update(`${version} ${process.arch} ${enterFlags.join(" ")} `)
    .update(await readFile(enterSource))
    .digest("hex")
    .slice(0, 12);
  const folder = join(cache, "stoa", `gvisor-${key}`);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    await buildEnter(join(work, "enter"));
    await putRunsc(work, join(cache, "stoa", `runsc-${version}-${process.arch}`), say);
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

async function buildEnter(out: string): Promise<void> {
  await run("cc", [...enterFlags, "-Wl,--build-id=none", "-o", out, enterSource]).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === "ENOENT" ? "There is no C compiler. Type: apt-get install gcc libc6-dev" : error.message, {
      cause: error,
    });
  });
}

/** runsc takes a minute or more to build, and stays the same when only enter changes. */
async function putRunsc(folder: string, cached: string, say: (line: string) => void): Promise<void> {
  if (!existsSync(cached)) {
    const go = await findGo();
    say(`building gVisor ${version} with ${go} (a minute on two quiet cores)`);
    const env = { ...process.env, CGO_ENABLED: "0", GOBIN: folder, GOFLAGS: "" };
    const module = `gvisor.dev/gvisor/runsc@${version}`;
    await run(go, ["install", "-trimpath", "-ldflags=-s -w", module], { env, maxBuffer: 64 << 20 });
    await cp(join(folder, "runsc"), `${cached}.new`);
    await rename(`${cached}.new`, cached);
  } else await cp(cached, join(folder, "runsc"));
}
