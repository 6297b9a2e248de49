import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { openSync, closeSync } from "node:fs";
import type { BuildLimits } from "../limits.ts";
import { gitEnvironment } from "./git-settings.ts";
import type { GitRunner } from "./run-git.ts";

/** Git as a child of this process with a cleaned environment, for deployments whose sandbox is not there. */
export function directGit(limits: BuildLimits): GitRunner {
  return {
    mountedAt: (repository) => repository,
    start: (job) => {
      const input = job.input === undefined ? "ignore" : openSync(job.input, "r");
      const env = { ...gitEnvironment(limits), GIT_DIR: job.repository, ...job.env };
      const child = spawn("git", [...job.args], { env, cwd: "/", stdio: [input, "pipe", "pipe"] });
      const stdout = child.stdout ?? Readable.from([]);
      const stderr = child.stderr ?? Readable.from([]);
      if (input !== "ignore") closeSync(input);
      let hit: string | null = null;
      const timer = setTimeout(() => {
        hit = "time";
        child.kill("SIGKILL");
      }, job.wallMs ?? limits.pushMs);
      const ended = new Promise<{ exitCode: number | null; hit: string | null }>((resolve) => {
        child.once("error", () => resolve({ exitCode: 127, hit }));
        child.once("close", (exitCode) => resolve({ exitCode, hit }));
      }).finally(() => clearTimeout(timer));
      return Promise.resolve({ stdout, stderr, ended, stop: () => void child.kill("SIGKILL") });
    },
  };
}
