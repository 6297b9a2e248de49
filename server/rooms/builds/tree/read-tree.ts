import { collect, type GitRunner } from "../git/run-git.ts";
import { StoaError } from "../../../base/index.ts";
import type { BuildLimits } from "../limits.ts";
import { hostile, mega, readTreeEntry, type TreeEntry } from "./tree-entry.ts";

/**
 * Every file of a commit, each checked. Git is stopped at the first limit, so a tree that names itself a million times costs no more
 * than its first entries. @throws StoaError refused with the reason
 */
export async function readTree(git: GitRunner, limits: BuildLimits, repository: string, commit: string): Promise<TreeEntry[]> {
  const running = await git.start({
    args: ["ls-tree", "-r", "-l", "-z", "--full-tree", commit],
    repository,
    write: false,
    wallMs: 60_000,
    outputBytes: 256 * 1024 * 1024,
  });
  const errors = collect(running.stderr);
  const entries: TreeEntry[] = [];
  let bytes = 0;
  try {
    for await (const record of splitAtNul(running.stdout)) {
      const entry = readTreeEntry(record, limits);
      bytes += entry.bytes;
      entries.push(entry);
      if (entries.length > limits.treeFiles)
        throw hostile(`The repository holds more than ${limits.treeFiles} files.`, "Leave out what the build can fetch or make.");
      if (bytes > limits.treeBytes)
        throw hostile(
          `The files of this commit are larger than ${mega(limits.treeBytes)} together.`,
          "Leave out what the build can fetch or make.",
        );
    }
  } catch (error) {
    running.stop();
    await running.ended;
    throw error;
  }
  const [{ exitCode, hit }, text] = await Promise.all([running.ended, errors]);
  if (exitCode !== 0)
    throw new StoaError("refused", {
      what: hit ? `Git took too long to list this commit (${hit}).` : "Git cannot list this commit.",
      why: text.toString("utf8").slice(0, 500),
      fix: "Push it again.",
    });
  return entries;
}

async function* splitAtNul(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let from = 0;
    for (let at = held.indexOf(0); at >= 0; at = held.indexOf(0, from)) {
      yield held.subarray(from, at);
      from = at + 1;
    }
    held = Buffer.from(held.subarray(from));
    if (held.length > 65_536) throw hostile("A path is longer than any can be.", "Rename it.");
  }
}
