import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { StoaError } from "../../base/errors.ts";

const run = promisify(execFile);

/** The clone a deployment runs from, as something that can be moved from one release to another and back. */
export interface ReleaseFolder {
  /** The commit that is checked out now. */
  current(): Promise<string>;
  /** The commit a name stands for; without a name the newest of the branch that is followed, fetched first. */
  find(name: string | undefined): Promise<string>;
  switchTo(commit: string): Promise<void>;
}

/** @throws StoaError refused when the folder is no clone or has local changes. */
export async function openReleaseFolder(folder: string): Promise<ReleaseFolder> {
  if (!existsSync(join(folder, ".git"))) {
    throw new StoaError("refused", {
      what: `${folder} is not a git clone, so there is no other release to go to or back to.`,
      fix: "Clone Stoa by git, and start it with the same STOA_DATA.",
    });
  }
  const git = async (...args: string[]): Promise<string> =>
    (await run("git", ["-C", folder, "-c", "safe.directory=*", "-c", "advice.detachedHead=false", ...args])).stdout.trim();
  const changed = await git("status", "--porcelain", "--untracked-files=no");
  if (changed !== "")
    throw new StoaError("refused", {
      what: `The clone ${folder} has local changes:\n${changed}`,
      fix: "Commit or undo them first. Nothing was changed.",
    });
  return {
    current: () => git("rev-parse", "HEAD"),
    find: (name) => findCommit(git, name),
    switchTo: async (commit) => void (await git("checkout", "--quiet", commit)),
  };
}

async function findCommit(git: (...args: string[]) => Promise<string>, name: string | undefined): Promise<string> {
  try {
    if (name !== undefined) return await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`);
    await git("fetch", "--quiet", "--tags");
    return await git("rev-parse", "--verify", "@{upstream}^{commit}");
  } catch (cause) {
    throw new StoaError("not_found", {
      what: name === undefined ? "The clone follows no branch that could be fetched." : `There is no release "${name}" in the clone.`,
      fix: "Name a tag, a branch or a commit: git fetch --tags && stoa upgrade --to v1.2.3",
      cause,
    });
  }
}
