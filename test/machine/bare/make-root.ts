import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cloneRoot } from "../../../server/machine/supervise/app-place.ts";
import { runInside } from "./run-inside.ts";

const run = promisify(execFile);

/** Who types `npm start`: root, or the only other person of that machine. */
export type Who = "root" | "pat";

export interface BareMachine {
  suite: string;
  who: Who;
  /** Its root file system. */
  folder: string;
  /** The clone, as it is called inside. */
  clone: string;
}

/** Root file systems, kept as tars since each takes a minute or two to make. */
const kept = "/var/tmp/stoa-bare";
const packages = ["git", "nodejs", "npm", "ca-certificates"];
const authorities = "/etc/ssl/certs/ca-certificates.crt";

/** A machine with Debian's own Node and git, and a fresh clone of what is committed here under a home that is closed to others. */
export async function makeRoot(suite: string, who: Who, say: (text: string) => void): Promise<BareMachine> {
  const tar = await keptTar(suite, say);
  const folder = mkdtempSync(join(kept, `${suite}-${who}-`));
  await run("chmod", ["755", folder]);
  await run("tar", ["-xf", tar, "-C", folder, "--numeric-owner"]);
  copyFileSync("/etc/resolv.conf", join(folder, "etc/resolv.conf"));
  // A network with an authority of its own is this machine's matter, not the clone's.
  if (existsSync(authorities)) copyFileSync(authorities, join(folder, authorities));
  const home = who === "root" ? "/root" : `/home/${who}`;
  if (who !== "root") await inside(folder, `useradd --create-home --shell /bin/bash ${who}`);
  await run("git", ["-c", "safe.directory=*", "clone", "--quiet", "--no-hardlinks", `file://${cloneRoot}`, join(folder, home, "stoa")]);
  await inside(folder, `chown -R ${who}: ${home} && chmod 700 ${home}`);
  return { suite, who, folder, clone: `${home}/stoa` };
}

async function inside(folder: string, line: string): Promise<void> {
  const { code, output } = await runInside({ folder, who: "root", line }).ended;
  if (code !== 0) throw new Error(`"${line}" ended with code ${code}: ${output}`);
}

async function keptTar(suite: string, say: (text: string) => void): Promise<string> {
  mkdirSync(kept, { recursive: true, mode: 0o755 });
  const tar = join(kept, `${suite}.tar`);
  if (existsSync(tar)) return tar;
  say(`making a bare ${suite}`);
  const draft = join(kept, `${suite}-${process.pid}.draft.tar`);
  try {
    await run("mmdebstrap", ["--mode=root", "--variant=minbase", `--include=${packages.join(",")}`, suite, draft], { maxBuffer: 2 ** 26 });
    renameSync(draft, tar);
  } finally {
    rmSync(draft, { force: true });
  }
  return tar;
}
