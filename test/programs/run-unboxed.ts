import { spawn, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { JsonObject, Manifest, MessageSummary } from "@stoa/contract";
import {
  type ContractAdapter,
  adapters,
  createJudge,
  emptySummary,
  type EnvironmentInput,
  foldMessage,
  type Hit,
  MessageReader,
  type Mode,
  withheldSecrets,
} from "@stoa/program";
import { gateByToken, openBroker } from "../../server/rooms/sandbox/index.ts";
import type { Outcome } from "./compare-outcome.ts";
import type { Seen } from "./program-case.ts";
import { temporaryFolder } from "./servers/server.ts";

/** A host's API, and a key that lets in there. */
type HostApi = { url: string; apiKey: string };
export type UnboxedRun = {
  mode: Mode;
  config: Record<string, unknown>;
  secrets: Record<string, string>;
  retryItems?: string[];
  product?: HostApi | undefined;
};
export type Unboxed = {
  run(input: UnboxedRun): Promise<Outcome & Seen>;
  remove(): Promise<void>;
};

const path = `${process.env["PATH"] ?? ""}:/usr/local/bin:/usr/bin:/bin:/usr/local/go/bin`;

async function readProgram(folder: string): Promise<{ adapter: ContractAdapter; manifest: Manifest }> {
  for (const adapter of Object.values(adapters)) {
    const file = adapter.files[0] ?? "";
    if (!existsSync(join(folder, file))) continue;
    const reading = adapter.read(await readFile(join(folder, file), "utf8"), { file });
    if (reading.manifest) return { adapter, manifest: reading.manifest };
    throw new Error(reading.problems.map(({ line, message, fix }) => `${folder}/${file}:${line} ${message} ${fix}`).join("\n"));
  }
  throw new Error(`${folder} holds no manifest`);
}

/** Ends the program's process group the way a box does, only sooner. */
function stopAfter(pid: number, seconds: number, hit: () => void): () => void {
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch {
      // It has ended meanwhile.
    }
  };
  const timers = [
    setTimeout(() => {
      hit();
      signal("SIGTERM");
    }, seconds * 1000),
    setTimeout(() => signal("SIGKILL"), seconds * 1000 + 500),
  ];
  return () => timers.forEach((timer) => clearTimeout(timer));
}

type Ended = { exitCode: number | null; signal: string | null; hit: Hit | null; messages: MessageSummary };

async function execute(
  manifest: Manifest,
  folder: string,
  env: Record<string, string>,
  line: (stream: "stdout" | "stderr", text: string) => void,
): Promise<Ended> {
  const child = spawn("sh", ["-c", manifest.run], { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const messages = emptySummary();
  const reader = new MessageReader();
  const read = (["stdout", "stderr"] as const).map(async (stream) => {
    for await (const text of createInterface({ input: child[stream] as Readable })) line(stream, text);
  });
  const third = child.stdio[3] as Readable;
  third.on("data", (bytes: Buffer) => reader.push(bytes).forEach((message) => foldMessage(messages, message)));
  let hit: Hit | null = null;
  const clear = stopAfter(child.pid ?? 0, manifest.limits.timeoutSeconds, () => {
    hit = "timeout";
  });
  const [exitCode, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once("close", (code, name) => resolve([code, name])),
  );
  clear();
  await Promise.all(read);
  reader.end().forEach((message) => foldMessage(messages, message));
  return { exitCode, signal, hit, messages };
}

function inputOf(manifest: Manifest): Omit<EnvironmentInput, "mode" | "config" | "secrets" | "state"> {
  const deadline = new Date(Date.now() + manifest.limits.timeoutSeconds * 1000);
  const integration = { id: "integration", name: manifest.name ?? "" };
  const installation = { id: "installation", name: "unboxed" };
  const asked = { manifest, runId: "run_unboxed", attempt: 1, deadline, graceSeconds: 10 };
  return { ...asked, triggers: [], timezone: "UTC", language: "en", side: "test", integration, installation };
}

/**
 * A program run without a box, to learn how it behaves by itself: its own copy of the folder, built, with state kept from run to run.
 * Same environment, messages and judge as in a box; no isolation and no limit but time.
 */
export async function openUnboxed(folder: string): Promise<Unboxed> {
  const { adapter, manifest } = await readProgram(folder);
  const place = await temporaryFolder("unboxed");
  const [app, tmp, stateFolder] = [join(place.path, "app"), join(place.path, "tmp"), join(place.path, "state")];
  await cp(folder, app, { recursive: true });
  for (const made of [tmp, stateFolder]) await mkdir(made);
  for (const step of manifest.build)
    execFileSync("sh", ["-c", step], { cwd: app, env: { PATH: path, HOME: process.env["HOME"] ?? tmp }, stdio: "pipe" });
  let state: JsonObject | null = null;
  return {
    remove: place.remove,
    async run({ mode, config, secrets, retryItems, product }) {
      const withheld = withheldSecrets(manifest);
      const given = Object.fromEntries(Object.entries(secrets).filter(([name]) => !withheld.has(name)));
      const gate = product && gateByToken({ address: new URL(`${product.url}/api`), token: product.apiKey });
      const broker = openBroker({ manifest, config, secrets, gate });
      const input = {
        ...inputOf(manifest),
        mode,
        config,
        secrets: given,
        state,
        stateFolder,
        folder: place.path,
        ...(retryItems ? { retryItems } : {}),
      };
      const made = adapter.environment(input);
      for (const file of made.files) await writeFile(file.path, file.content, { mode: 0o600 });
      const judge = createJudge(manifest, { mode, contract: adapter.id });
      const lines = { stdout: 0, stderr: 0 };
      const stdout: string[] = [];
      const ended = await execute(
        manifest,
        app,
        { ...made.env, ...(await broker.listen()), PATH: path, HOME: tmp, TMPDIR: tmp },
        (stream, text) => {
          lines[stream] += 1;
          judge.line(stream, text, lines[stream]);
          if (stream === "stdout") stdout.push(text);
        },
      );
      broker.close();
      const { exitCode, messages } = ended;
      const settled = adapter.settle({ manifest, mode, exitCode, messages, stdout: stdout.join("\n"), state });
      if (!retryItems) state = settled.state ?? state;
      messages.options = settled.options ?? null;
      const { counts, failedItems, wouldTotal: would, options } = messages;
      return { verdict: judge.end(ended), counts, failedItems, state, would, options };
    },
  };
}
