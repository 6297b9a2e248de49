import { type ChildProcess, type Serializable, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { AppPlace } from "./app-place.ts";
import { childCommand } from "./child-command.ts";
import { compiledCode } from "./compiled-code.ts";
import { endProcess, type Step } from "./end-process.ts";
import type { Running } from "./keep-running.ts";
import type { RunAs } from "./run-as.ts";

export interface ChildOptions {
  place: AppPlace;
  /** The TypeScript file, relative to the clone. */
  script: string;
  args?: string[];
  nodeFlags?: string[];
  runAs?: RunAs | undefined;
  deathSignal: "TERM" | "KILL";
  noNewPrivileges?: boolean;
  lowPort?: boolean;
  env: Record<string, string>;
  /** Every line it writes to stdout or stderr. */
  onLine(line: string): void;
  stopSteps: readonly Step[];
  /** Gives it a stdin that never brings anything and ends when we do. */
  heldStdin?: boolean;
}

export interface Child extends Running {
  send(message: Serializable): void;
  onMessage(listener: (message: unknown) => void): void;
}

/**
 * Starts a Node process of ours in a session of its own (a Ctrl-C in the terminal reaches only the supervisor, which stops its parts in
 * order), with an IPC channel that closes when we die.
 */
export function startChild(options: ChildOptions): Child {
  const { place, runAs, deathSignal, lowPort = false } = options;
  const argv = [place.node, ...(options.nodeFlags ?? []), `${place.root}/${options.script}`, ...(options.args ?? [])] as [
    string,
    ...string[],
  ];
  const command = childCommand(argv, { runAs, deathSignal, noNewPrivileges: options.noNewPrivileges ?? true, lowPort });
  const compiled = compiledCode(place, runAs);
  const child = spawn(command.file, command.args, {
    ...command.options,
    detached: true,
    cwd: place.root,
    env: { ...options.env, ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }) },
    stdio: [options.heldStdin ? "pipe" : "ignore", "pipe", "pipe", "ipc"],
  });
  const tail = readLines(child, options.onLine);
  const ended = whenEnded(child, tail);
  return {
    pid: child.pid ?? 0,
    ended,
    send: (message) => void child.send(message, () => undefined),
    onMessage: (listener) => void child.on("message", listener),
    stop: async () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await endProcess(child.pid, options.stopSteps);
      await ended;
    },
  };
}

function readLines(child: ChildProcess, onLine: (line: string) => void): string[] {
  const tail: string[] = [];
  const take = (line: string): void => {
    onLine(line);
    tail.push(line);
    if (tail.length > 20) tail.shift();
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on("line", take);
  return tail;
}

function whenEnded(child: ChildProcess, tail: string[]): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve([`ended by ${signal ?? `exit code ${code}`}`, ...lastWords(tail)].join("; ")));
  });
}

/** Of what it wrote at last, what a person wants to read: no log lines, no stack. */
function lastWords(tail: readonly string[]): string[] {
  const words = tail.filter((line) => line.trim() !== "" && !/^(\{|\s+at |\s+\^|Node\.js v)/.test(line));
  const named = words.filter((line) => /error/i.test(line));
  return (named.length > 0 ? named : words).slice(-2);
}
