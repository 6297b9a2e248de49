import { buffer, text } from "node:stream/consumers";
import type { Box, BoxEnd, BoxSpec } from "../box.ts";
import type { Sandbox } from "../client/open-sandbox.ts";

/** What the suites run against: any driver of `Sandbox`, and a runtime with bash, perl and curl. */
export interface Subject {
  sandbox: Sandbox;
  root: string;
  /** Names the test's resolver knows; filled by the tests. */
  names: Map<string, string[]>;
  /** Called after a name was resolved. */
  onResolve?: (host: string) => unknown;
  /** Whether programs are processes of this machine, so that /proc can be asked about them. */
  local: boolean;
  /** The socket of the spawner. */
  spawner: string;
}

export interface Outcome {
  stdout: string;
  stderr: string;
  messages: string;
  end: BoxEnd;
  state: Buffer | undefined;
}

let count = 0;

/** What a test changes of the usual spec; limits one by one. */
export type Changes = Partial<Omit<BoxSpec, "limits">> & { limits?: Partial<BoxSpec["limits"]> };

export function specOf(subject: Subject, command: string[] | string, more: Changes = {}): BoxSpec {
  const limits = {
    memoryBytes: 128 << 20,
    pids: 64,
    cpuPercent: 200,
    wallMs: 30_000,
    graceMs: 1_000,
    outputBytes: 8 << 20,
    tmpBytes: 16 << 20,
    openFiles: 256,
  };
  return {
    id: `test-${++count}`,
    root: subject.root,
    binds: [],
    command: typeof command === "string" ? ["/bin/bash", "-c", command] : command,
    cwd: "/tmp",
    env: { PATH: "/usr/bin:/bin" },
    egress: [],
    ...more,
    limits: { ...limits, ...more.limits },
  };
}

/** Reads all of a box. */
export async function outcomeOf(box: Box): Promise<Outcome> {
  const [stdout, stderr, messages, end] = await Promise.all([text(box.stdout), text(box.stderr), text(box.messages), box.ended]);
  return { stdout, stderr, messages, end, state: end.state ? await buffer(end.state) : undefined };
}

/** Runs one program to its end. Text is a bash script. */
export async function run(subject: Subject, command: string[] | string, more: Changes = {}): Promise<Outcome> {
  return outcomeOf(await subject.sandbox.start(specOf(subject, command, more)));
}

/** A perl one-liner that makes system calls and prints `name result errno` for each. */
export function tryCalls(calls: { name: string; number: number; args: string }[]): string[] {
  const lines = calls.map(
    ({ name, number, args }) =>
      `$! = 0; my $r${number} = syscall(${number}${args === "" ? "" : `, ${args}`}); print "${name} $r${number} ", $! + 0, "\\n";`,
  );
  return ["/usr/bin/perl", "-e", `$| = 1; my ($none, $tmp, $type) = ("none", "/tmp", "tmpfs"); ${lines.join(" ")}`];
}
