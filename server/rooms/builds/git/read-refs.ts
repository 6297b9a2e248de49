import { StoaError } from "../../../base/index.ts";
import { gitOutput, type GitRunner } from "./run-git.ts";

export interface Ref {
  name: string;
  /** The commit, where a tag object stands before it too. */
  commit: string;
}

/** Every branch and tag with its commit. */
export async function readRefs(git: GitRunner, repository: string): Promise<Ref[]> {
  const format = "%(refname) %(objecttype) %(objectname) %(*objectname)";
  const { stdout, exitCode } = await gitOutput(git, {
    args: ["for-each-ref", `--format=${format}`, "refs/heads", "refs/tags"],
    repository,
    write: false,
  });
  if (exitCode !== 0) throw new StoaError("unavailable", { what: "The repository's branches could not be read." });
  return stdout
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", , object = "", peeled = ""] = line.split(" ");
      return { name, commit: peeled === "" ? object : peeled };
    });
}

const nameForm = /^[A-Za-z0-9][A-Za-z0-9._/+-]{0,490}$/;

/** What a person calls a ref (`main`, `v1.2`, a whole commit id) as ref and commit. @throws StoaError not_found */
export async function resolveRef(git: GitRunner, repository: string, name: string): Promise<Ref> {
  const missing = new StoaError("not_found", {
    what: `There is no branch, tag or commit "${name}" in this repository.`,
    fix: "Push it first.",
  });
  if (!nameForm.test(name) || name.includes("..")) throw missing;
  if (!/^[0-9a-f]{40}$/.test(name)) {
    const refs = await readRefs(git, repository);
    const found = [name, `refs/heads/${name}`, `refs/tags/${name}`]
      .map((full) => refs.find((ref) => ref.name === full))
      .find((ref) => ref !== undefined);
    if (!found) throw missing;
    return found;
  }
  const { exitCode } = await gitOutput(git, { args: ["cat-file", "-e", `${name}^{commit}`], repository, write: false });
  if (exitCode !== 0) throw missing;
  return { name, commit: name };
}

/** Does a main branch hold this commit? */
export async function isOnMainLine(git: GitRunner, repository: string, commit: string): Promise<boolean> {
  const refs = await readRefs(git, repository);
  for (const branch of refs.filter((ref) => mainBranches.has(ref.name))) {
    const { exitCode } = await gitOutput(git, { args: ["merge-base", "--is-ancestor", commit, branch.commit], repository, write: false });
    if (exitCode === 0) return true;
  }
  return false;
}

export const mainBranches: ReadonlySet<string> = new Set(["refs/heads/main", "refs/heads/master"]);

/** Seconds since 1970 that the commit says of itself. */
export async function readCommitTime(git: GitRunner, repository: string, commit: string): Promise<number> {
  const { stdout } = await gitOutput(git, { args: ["log", "-1", "--format=%ct", commit], repository, write: false });
  const seconds = Number(stdout.toString("latin1").trim());
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : 0;
}
