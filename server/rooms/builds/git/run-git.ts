import type { Readable } from "node:stream";

/** One git process over one repository. */
export interface GitJob {
  /** What follows `git`. */
  args: readonly string[];
  /** The bare repository's folder. */
  repository: string;
  /** May it change the repository? */
  write: boolean;
  /** A file it reads as its standard input; its folder holds nothing else. */
  input?: string | undefined;
  /** Laid over the common environment; `GIT_DIR` points at the repository already. */
  env?: Record<string, string>;
  wallMs?: number;
  /** Of stdout and stderr together. */
  outputBytes?: number;
}

export interface GitProcess {
  /** Both must be read or resumed. */
  stdout: Readable;
  stderr: Readable;
  /** `hit` names the limit that ended it. */
  ended: Promise<{ exitCode: number | null; hit: string | null }>;
  stop(): void;
}

/** Starts git where hostile input can reach nothing but the one repository. */
export interface GitRunner {
  start(job: GitJob): Promise<GitProcess>;
  /** The repository's folder as the process sees it. */
  readonly mountedAt: (repository: string) => string;
}

/** All of a stream as bytes; for outputs known to be small. */
export async function collect(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Runs git to its end and gives its small output. */
export async function gitOutput(
  runner: GitRunner,
  job: GitJob,
): Promise<{ exitCode: number | null; hit: string | null; stdout: Buffer; stderr: string }> {
  const running = await runner.start(job);
  const [stdout, stderr, { exitCode, hit }] = await Promise.all([collect(running.stdout), collect(running.stderr), running.ended]);
  return { exitCode, hit, stdout, stderr: stderr.toString("utf8") };
}
