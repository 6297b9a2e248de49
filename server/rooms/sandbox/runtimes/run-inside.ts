import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { spawnTied } from "./spawn-tied.ts";

export interface InsideInput {
  /** A script of this folder, and its arguments. */
  script: string;
  args: readonly string[];
  /** Where the script may put what it needs for a while. */
  tmp?: string;
  stdin?: string;
  /** Hears stderr, a line at a time. */
  onLine?(line: string): void;
}

/** So that two machines make the same bytes: package scripts take this for the present. 2025-01-01. */
const sourceDate = "1735689600";

/**
 * Runs a script as root of a user namespace of its own (as root: as root), with mounts of its own, and ends it when this process ends. Root
 * in there is this user outside, so that the script reaches what this user may, and what it leaves as root's is this user's.
 * @returns the exit code, null after a signal
 */
export async function runInside({ script, args, tmp, stdin, onLine }: InsideInput): Promise<number | null> {
  const users = process.getuid?.() === 0 ? [] : ["--user", "--map-auto", "--map-root-user"];
  const command = ["perl", join(import.meta.dirname, "without-sync.pl"), "sh", resolve(import.meta.dirname, script), ...args];
  // oxlint-disable-next-line node/no-process-env -- apt reads its proxy from the environment
  const env = { ...process.env, ...(tmp !== undefined && { TMPDIR: tmp }), HOME: "/", SOURCE_DATE_EPOCH: sourceDate, LC_ALL: "C.UTF-8" };
  const child = spawnTied("unshare", [...users, "--mount", "--pid", "--fork", "--kill-child", ...command], env);
  child.stdout.resume();
  let rest = "";
  child.stderr.on("data", (text: Buffer) => {
    const lines = (rest + text.toString()).split(/[\r\n]+/);
    rest = lines.pop() ?? "";
    for (const line of lines) onLine?.(line);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin ?? "");
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (rest !== "") onLine?.(rest);
  return code;
}

/** Removes a tree; what a killed maker left may belong to ids that only a user namespace may use. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await runInside({ script: "remove-tree.sh", args: [path] });
    await rm(path, { recursive: true, force: true });
  }
}
