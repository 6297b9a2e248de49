import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { env } from "node:process";
import type { Readable } from "node:stream";
import type { JsonObject, Manifest, MessageSummary, Verdict } from "@stoa/contract";
import type { ContractAdapter, EnvironmentInput, Mode, Settled } from "../adapters/adapter.ts";
import { emptySummary, foldMessage } from "../messages/fold-messages.ts";
import { MessageReader } from "../messages/message-reader.ts";
import { createJudge } from "../verdict/judge.ts";

export interface Here {
  adapter: ContractAdapter;
  manifest: Manifest;
  files: { path: string; content: string }[];
  mode?: Mode;
  config?: Record<string, unknown>;
  secrets?: Record<string, string>;
  state?: JsonObject | null;
  triggers?: EnvironmentInput["triggers"];
  retryItems?: string[];
  since?: Date;
}

export interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  messages: MessageSummary;
  settled: Settled;
  verdict: Verdict;
}

/** For tests: builds and runs a program as plain processes of this machine, fed, read and judged as everywhere. */
export async function runHere(here: Here): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-program-"));
  try {
    for (const file of here.files) write(join(folder, "app", file.path), file.content);
    const given = here.adapter.environment(inputFor(here, join(folder, "run")));
    for (const file of given.files) write(file.path, file.content);
    mkdirSync(join(folder, "state"));
    for (const line of here.manifest.build) await start(line, join(folder, "app"), undefined);
    return await judged(here, await start(here.manifest.run, join(folder, "app"), given.env));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

export function inputFor(here: Here, folder: string): EnvironmentInput {
  return {
    manifest: here.manifest,
    mode: here.mode ?? "run",
    runId: "run_00000000000000000000000001",
    attempt: 1,
    deadline: new Date("2026-11-22T10:10:00.000Z"),
    graceSeconds: 10,
    config: here.config ?? {},
    secrets: here.secrets ?? {},
    state: here.state ?? null,
    triggers: here.triggers ?? [{ id: "t1", kind: "person", at: "2026-11-22T10:00:00.000Z" }],
    ...(here.since ? { since: here.since } : {}),
    ...(here.retryItems ? { retryItems: here.retryItems } : {}),
    timezone: "Europe/Athens",
    language: "de",
    side: "test",
    integration: { id: "int_1", name: "Hello" },
    installation: { id: "ins_1", name: "Acme" },
    folder,
    stateFolder: join(folder, "../state"),
  };
}

interface Ended {
  exitCode: number | null;
  signal: string | null;
  out: [Buffer, Buffer, Buffer];
}

const searchPath = env["PATH"] ?? "/usr/bin:/bin";

/* Node's own extra descriptors are sockets, which cannot be opened again by name as STOA_OUT promises. */
const realPipe = 'exec 4>&3; exec 3> >(cat >&4) 4>&-; exec bash -c "$0"';

function start(line: string, cwd: string, variables: Record<string, string> | undefined): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", realPipe, line], {
      cwd,
      env: variables ? { PATH: searchPath, ...variables } : env,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const streams = child.stdio.slice(1) as Readable[];
    const parts = streams.map(() => [] as Buffer[]);
    for (const [index, stream] of streams.entries()) stream.on("data", (chunk: Buffer) => parts[index]?.push(chunk));
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      const [stdout, stderr, messages] = parts.map((chunks) => Buffer.concat(chunks));
      if (stdout && stderr && messages) resolve({ exitCode, signal, out: [stdout, stderr, messages] });
    });
  });
}

async function judged(here: Here, ended: Ended): Promise<Ran> {
  const [stdout, stderr, bytes] = ended.out;
  const messages = emptySummary();
  const reader = new MessageReader();
  for (const message of [...reader.push(bytes), ...reader.end()]) foldMessage(messages, message);
  const mode = here.mode ?? "run";
  const { manifest, adapter } = here;
  const settled = adapter.settle({
    manifest,
    mode,
    exitCode: ended.exitCode,
    messages,
    stdout: stdout.toString(),
    state: here.state ?? null,
  });
  const judge = createJudge(manifest, { mode });
  for (const [stream, text] of [
    ["stdout", stdout],
    ["stderr", stderr],
  ] as const) {
    for (const [index, line] of text.toString().split("\n").entries()) judge.line(stream, line, index + 1);
  }
  const verdict = judge.end({ exitCode: ended.exitCode, signal: ended.signal, hit: null, messages, settled });
  return { exitCode: ended.exitCode, stdout: stdout.toString(), stderr: stderr.toString(), messages, settled, verdict };
}
