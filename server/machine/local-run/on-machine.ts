import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import type { Manifest } from "@stoa/contract";
import { runCommand, type Hit } from "@stoa/program";
import { StoaError } from "../../base/index.ts";
import { openBroker, type Gate } from "../../rooms/sandbox/index.ts";
import { linesOf } from "./lines-of.ts";
import type { Place, Started } from "./run-locally.ts";

const graceMs = 30_000;

export interface OnMachineInput {
  folder: string;
  manifest: Manifest;
  values: Record<string, unknown>;
  secrets: Record<string, string>;
  gate: Gate | undefined;
  onLine(text: string): void;
}

/** Runs the publisher's own program on this machine as it is: no isolation, no limit but time. Only for `stoa run --unsandboxed`. */
export function onMachine(input: OnMachineInput): Place {
  const { folder, manifest, onLine } = input;
  const work = join(folder, ".stoa");
  const env = { PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin", HOME: join(work, "tmp") };
  return {
    folders: { files: join(work, "files"), state: join(work, "state") },
    async build(app) {
      for (const name of ["tmp", "files", "state"]) await mkdir(join(work, name), { recursive: true, mode: 0o700 });
      for (const line of manifest.build) await buildLine(line, app, { ...process.env }, onLine);
    },
    async start(app, environment, on) {
      for (const file of environment.files) {
        await mkdir(dirname(file.path), { recursive: true });
        await writeFile(file.path, file.content, { mode: 0o600 });
      }
      const broker = openBroker({ manifest, config: input.values, secrets: input.secrets, gate: input.gate });
      for (const problem of broker.problems) on.line("stoa", problem);
      const started = await startProgram(manifest, app, { ...env, ...(await broker.listen()), ...environment.env }, on).finally(() =>
        broker.close(),
      );
      const refused = broker.refused();
      for (const { request } of refused) on.line("stoa", `Not passed on: ${request}, which the manifest does not declare.`);
      return { ...started, refusedRequests: refused.map(({ request }) => request) };
    },
  };
}

async function buildLine(line: string, cwd: string, env: NodeJS.ProcessEnv, onLine: (text: string) => void): Promise<void> {
  onLine(`$ ${line}`);
  const child = spawn("/bin/sh", ["-c", line], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  await Promise.all([linesOf(child.stdout, onLine), linesOf(child.stderr, onLine)]);
  const code = await ended;
  if (code !== 0)
    throw new StoaError("refused", {
      what: `The build line \`${line}\` ended with exit code ${code ?? "none"}.`,
      fix: "See its last lines above.",
    });
}

async function startProgram(
  manifest: Manifest,
  cwd: string,
  env: Record<string, string>,
  on: Parameters<Place["start"]>[2],
): Promise<Started> {
  const began = performance.now();
  const [shell, ...args] = runCommand(manifest.run);
  const child = spawn(shell, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const messages = child.stdio[3] as Readable;
  let hit: Hit | null = null;
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-(child.pid ?? 0), name);
    } catch {
      // it has ended meanwhile
    }
  };
  const limit = manifest.limits.timeoutSeconds * 1000;
  const timers = [setTimeout(() => ((hit = "timeout"), signal("SIGTERM")), limit), setTimeout(() => signal("SIGKILL"), limit + graceMs)];
  messages.on("data", on.message);
  const ended = new Promise<[number | null, string | null]>((resolve) => child.once("close", (code, name) => resolve([code, name])));
  await Promise.all([
    linesOf(child.stdout as Readable, (text) => on.line("stdout", text)),
    linesOf(child.stderr as Readable, (text) => on.line("stderr", text)),
  ]);
  const [exitCode, name] = await ended;
  for (const timer of timers) clearTimeout(timer);
  return { exitCode, signal: name, hit, limitsTold: false, took: performance.now() - began, refusedHosts: [] };
}
