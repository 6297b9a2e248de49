import { createHash } from "node:crypto";
import { cp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { usualLanguage, type JsonObject, type Manifest, type MessageSummary, type Verdict } from "@stoa/contract";
import {
  adapters,
  addressSettings,
  createJudge,
  emptySummary,
  foldMessage,
  MessageReader,
  withheldSecrets,
  type ContractAdapter,
  type Ending,
  type Hit,
  type Mode,
  type ProgramEnvironment,
  type Settled,
} from "@stoa/program";
import { boxLimits } from "./box-limits.ts";
import { readKept, writeKept } from "./kept-state.ts";

export type Stream = "stdout" | "stderr" | "stoa";

export interface LocalRunInput {
  /** The program's folder; nothing in it changes but `.stoa/`, where state is kept. */
  folder: string;
  manifest: Manifest;
  mode: Mode;
  config: Record<string, unknown>;
  secrets: Record<string, string>;
  /** Only these, of a manifest with `retry_items`; no state is kept then. */
  retryItems?: readonly string[] | undefined;
  /** Of a manifest with `history`. */
  since?: Date | undefined;
  /** What it speaks. */
  language?: string | undefined;
  onLine(stream: Stream, text: string): void;
}

export interface LocalRun {
  verdict: Verdict;
  messages: MessageSummary;
  options: JsonObject | null;
  notes: string[];
  /** Milliseconds the program ran. */
  took: number;
}

/** How one start of a program went, whatever ran it. */
export interface Started {
  exitCode: number | null;
  signal: string | null;
  hit: Hit | null;
  /** A limit that ended the program would be named in `hit`. */
  limitsTold: boolean;
  took: number;
  refusedHosts: string[];
  /** Declared places that were not reached. */
  missed?: NonNullable<Ending["missed"]>;
  /** Who runs it here knows the addresses: one that does not answer is the other service's. */
  worked?: true;
  /** Requests the broker did not pass on. */
  refusedRequests?: string[];
}

/** Builds and starts a program; in a box, or on the machine as it is. */
export interface Place {
  /** Folders as the program sees them. */
  folders?: { files: string; state: string } | undefined;
  build(app: string): Promise<void>;
  start(
    app: string,
    environment: ProgramEnvironment,
    on: { line(stream: Stream, text: string): void; message(bytes: Buffer): void },
  ): Promise<Started>;
}

const keptStdoutLines = 20_000;

/** Runs a program once as the server would: same environment, messages and judge, state kept between runs in `.stoa/`. @throws StoaError */
export async function runLocally(input: LocalRunInput, place: Place): Promise<LocalRun> {
  const work = join(input.folder, ".stoa");
  const app = copyOf(input.folder);
  await rm(app, { recursive: true, force: true });
  await mkdir(work, { recursive: true, mode: 0o700 });
  await cp(input.folder, app, { recursive: true, filter: (source) => !source.startsWith(work) && !source.endsWith("/.git") });
  await place.build(app);
  const adapter = adapters[input.manifest.contract];
  const state = await readKept(work);
  const told = await tell(input, place, app, adapter, state);
  const settled = adapter.settle({
    manifest: input.manifest,
    mode: input.mode,
    exitCode: told.started.exitCode,
    messages: told.messages,
    stdout: told.stdout,
    state,
  });
  if (settled.state && input.mode === "run" && !input.retryItems) await writeKept(work, settled.state);
  return finish(told, settled);
}

/** Where the program is built and run from: a copy outside its folder, kept for the build's caches beside it. */
function copyOf(folder: string): string {
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  return join(tmpdir(), `stoa-run-${process.getuid?.() ?? 0}-${name}`, "app");
}

interface Told {
  started: Started;
  messages: MessageSummary;
  stdout: string;
  judge: ReturnType<typeof createJudge>;
}

async function tell(input: LocalRunInput, place: Place, app: string, adapter: ContractAdapter, state: JsonObject | null): Promise<Told> {
  const { manifest, mode } = input;
  const addresses = addressSettings(manifest, input.config);
  const judge = createJudge(manifest, { contract: manifest.contract, mode, addresses, limits: boxLimits(manifest) });
  const messages = emptySummary();
  const reader = new MessageReader();
  const counts = { stdout: 0, stderr: 0 };
  const stdout: string[] = [];
  const started = await place.start(app, adapter.environment(environmentInput(input, place, state)), {
    line: (stream, text) => {
      input.onLine(stream, text);
      if (stream === "stoa") return;
      counts[stream] += 1;
      judge.line(stream, text, counts[stream]);
      if (stream === "stdout" && stdout.push(text) > keptStdoutLines) stdout.shift();
    },
    message: (bytes) => reader.push(bytes).forEach((message) => foldMessage(messages, message)),
  });
  reader.end().forEach((message) => foldMessage(messages, message));
  return { started, messages, stdout: stdout.join("\n"), judge };
}

function environmentInput(input: LocalRunInput, place: Place, state: JsonObject | null): Parameters<ContractAdapter["environment"]>[0] {
  const { manifest, mode, config, secrets } = input;
  const name = manifest.name ?? "program";
  const withheld = withheldSecrets(manifest);
  return {
    manifest,
    mode,
    config,
    secrets: Object.fromEntries(Object.entries(secrets).filter(([field]) => !withheld.has(field))),
    state,
    runId: "run_local",
    attempt: 1,
    deadline: new Date(Date.now() + manifest.limits.timeoutSeconds * 1000),
    graceSeconds: 10,
    triggers: [{ id: "local", kind: "person", at: new Date().toISOString() }],
    language: input.language ?? usualLanguage,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    side: "test",
    integration: { id: "int_local", name },
    installation: { id: "ins_local", name: `${name} on this machine` },
    ...(input.since ? { since: input.since } : {}),
    ...(input.retryItems ? { retryItems: input.retryItems } : {}),
    ...(place.folders ? { folder: place.folders.files, stateFolder: place.folders.state } : {}),
  };
}

function finish({ started, messages, judge }: Told, settled: Settled): LocalRun {
  const verdict = judge.end({ ...started, messages, settled });
  return { verdict, messages, options: settled.options ?? null, notes: settled.notes, took: started.took };
}
