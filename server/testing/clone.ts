import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";

/** A publisher's own clone, driven by the machine's git. */
export class Clone {
  readonly folder = mkdtempSync(join(tmpdir(), "stoa-clone-"));

  constructor() {
    after(() => rmSync(this.folder, { recursive: true, force: true }));
    this.git("init", "-q", "-b", "main");
  }

  /** Runs git; its stdout. Throws with stderr in the message. */
  git(...args: string[]): string {
    return this.gitWith(args, {});
  }

  gitWith(args: readonly string[], options: { input?: Buffer | string }): string {
    const author = {
      GIT_AUTHOR_NAME: "Pat",
      GIT_AUTHOR_EMAIL: "pat@example.com",
      GIT_COMMITTER_NAME: "Pat",
      GIT_COMMITTER_EMAIL: "pat@example.com",
    };
    const env = {
      ...process.env,
      ...author,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      LC_ALL: "C.UTF-8",
    };
    return execFileSync("git", [...args], {
      cwd: this.folder,
      env,
      stdio: ["pipe", "pipe", "pipe"],
      encoding: "utf8",
      input: options.input ?? "",
      maxBuffer: 64 << 20,
    });
  }

  write(files: Record<string, string | Buffer>): this {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
    return this;
  }

  commit(message = "change"): string {
    this.git("add", "-A");
    this.git("commit", "-q", "--allow-empty", "-m", message);
    return this.git("rev-parse", "HEAD").trim();
  }

  /** A blob made by plumbing, past every check of porcelain. @returns its id */
  blob(content: Buffer | string): string {
    return this.gitWith(["hash-object", "-w", "--stdin"], { input: content }).trim();
  }

  /** A tree of raw records, past every check. @returns its id */
  tree(records: readonly { mode: string; name: string | Buffer; object: string }[]): string {
    const input = Buffer.concat(
      records.flatMap(({ mode, name, object }) => [
        Buffer.from(`${mode} `),
        Buffer.from(name as string),
        Buffer.from([0]),
        Buffer.from(object, "hex"),
      ]),
    );
    return this.gitWith(["hash-object", "-t", "tree", "-w", "--stdin", "--literally"], { input }).trim();
  }

  /** Puts main on a commit of this tree. @returns the commit */
  commitTree(tree: string): string {
    const commit = this.git("commit-tree", tree, "-m", "made by hand").trim();
    this.git("update-ref", "refs/heads/main", commit);
    return commit;
  }

  /** Pushes; all of what git told, whether it went well or not. */
  push(url: string, ...refs: string[]): Promise<{ ok: boolean; told: string }> {
    return runGit(this.folder, ["push", "--progress", url, ...(refs.length > 0 ? refs : ["main"])]);
  }
}

/** The machine's git without any settings of its user; asynchronous, since the server it speaks to runs in this process. */
export function runGit(cwd: string, args: readonly string[]): Promise<{ ok: boolean; told: string }> {
  const env = {
    PATH: process.env["PATH"],
    HOME: "/nonexistent",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C.UTF-8",
  };
  return new Promise((resolve) => {
    execFile("git", [...args], { cwd, env, encoding: "utf8" }, (error, stdout, stderr) =>
      resolve({ ok: error === null, told: `${stdout}${stderr}` }),
    );
  });
}
