import { basename, dirname } from "node:path";
import type { Box, BoxSpec } from "../../sandbox/index.ts";
import type { BuildLimits } from "../limits.ts";
import { gitEnvironment } from "./git-settings.ts";
import type { GitJob, GitRunner } from "./run-git.ts";

export interface BoxGitOptions {
  start(spec: BoxSpec): Promise<Box>;
  /** The root file system of a runtime that has git; made at first need. */
  root(): Promise<string>;
  limits: BuildLimits;
}

const repositoryAt = "/work";
const inputAt = "/build";

/** Git in a box: it sees one repository, writable only for a push, its input, and no network. */
export function boxGit(options: BoxGitOptions): GitRunner {
  return {
    mountedAt: () => repositoryAt,
    start: async (job) => {
      const box = await options.start(toSpec(job, await options.root(), options.limits));
      box.messages.resume();
      const ended = box.ended.then(({ exitCode, hit }) => ({ exitCode, hit }));
      return { stdout: box.stdout, stderr: box.stderr, ended, stop: () => box.stop("cancel") };
    },
  };
}

function toSpec(job: GitJob, root: string, limits: BuildLimits): BoxSpec {
  const input = job.input === undefined ? "/dev/null" : `${inputAt}/${basename(job.input)}`;
  return {
    id: `git-${job.args[0] ?? ""}`,
    root,
    binds: [
      { from: job.repository, to: repositoryAt, write: job.write },
      ...(job.input === undefined ? [] : [{ from: dirname(job.input), to: inputAt, write: false }]),
    ],
    command: ["/bin/sh", "-c", 'exec git "$@" < "$0"', input, ...job.args],
    cwd: "/",
    env: { ...gitEnvironment(limits), HOME: "/tmp", GIT_DIR: repositoryAt, ...job.env },
    limits: {
      memoryBytes: 1 << 30,
      pids: 64,
      cpuPercent: 100,
      wallMs: job.wallMs ?? limits.pushMs,
      graceMs: 2_000,
      outputBytes: job.outputBytes ?? 16 << 20,
      tmpBytes: 64 << 20,
      openFiles: 1024,
    },
    egress: [],
  };
}
