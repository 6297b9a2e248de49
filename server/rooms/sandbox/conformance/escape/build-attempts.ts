import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const sources = ["attempts.h", "attempts.c", "kernel.c", "process.c", "files.c", "reach.c"].map((name) => join(import.meta.dirname, name));

/** The path of the program of attempts.c, compiled at first need. Static: it runs in any runtime. @throws Error with the compiler's words. */
export async function buildAttempts(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) hash.update(await readFile(source));
  const name = `stoa-attempts-${process.getuid?.()}-${hash.digest("hex").slice(0, 16)}`;
  const built = join(tmpdir(), name, "attempts");
  if (existsSync(built)) return built;
  const work = await mkdtemp(join(tmpdir(), `${name}-`));
  const out = join(work, "attempts");
  const parts = sources.filter((source) => source.endsWith(".c"));
  await promisify(execFile)("cc", ["-static", "-O1", "-Wall", "-o", out, ...parts]);
  await chmod(out, 0o755);
  await mkdir(join(tmpdir(), name), { recursive: true });
  await rename(out, built);
  await rm(work, { recursive: true });
  return built;
}
