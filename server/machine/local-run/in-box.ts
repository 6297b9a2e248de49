import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Manifest } from "@stoa/contract";
import { boxCommand, resolveHosts, type Hit } from "@stoa/program";
import { StoaError, type Config } from "../../base/index.ts";
import { buildLimits, findRegistries, runBuildLines } from "../../rooms/builds/index.ts";
import {
  ensureRuntime,
  missedPlaces,
  openBroker,
  placeOf,
  type BoxEnd,
  type BoxSpec,
  type Gate,
  type Sandbox,
} from "../../rooms/sandbox/index.ts";
import { boxLimits } from "./box-limits.ts";
import { linesOf } from "./lines-of.ts";
import type { Place, Started } from "./run-locally.ts";

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface InBoxInput {
  sandbox: Sandbox;
  config: Pick<Config, "dataDir" | "registries" | "caFile">;
  manifest: Manifest;
  /** The form's values: hosts may be named by them. */
  values: Record<string, unknown>;
  /** Those of accounts that Stoa speaks for go no further than the broker. */
  secrets: Record<string, string>;
  gate: Gate | undefined;
  onLine(text: string): void;
  /** Where a folder kept as state lies between runs, as a tar. */
  stateTar: string;
  keepsState: boolean;
}

/** Runs a program in the sandbox every server uses, its runtime made at first need. */
export function inBox(input: InBoxInput): Place {
  return { build: (app) => build(input, app), start: (app, environment, on) => start(input, app, environment, on) };
}

function runtimeOf({ config, manifest, onLine }: InBoxInput, packages: string[]): ReturnType<typeof ensureRuntime> {
  const { language, version } = manifest.base;
  return ensureRuntime(
    { base: version === null ? language : `${language}:${version}`, packages },
    { dataDir: config.dataDir, progress: onLine },
  );
}

async function build(input: InBoxInput, app: string): Promise<void> {
  const { sandbox, config, manifest, onLine } = input;
  if (manifest.build.length === 0) return;
  const { root } = await runtimeOf(input, manifest.packages.build);
  const start = (spec: BoxSpec): ReturnType<Sandbox["start"]> => sandbox.start(spec);
  const registries = await findRegistries({ start, root, listed: config.registries });
  const folders = { app, home: join(app, "..", "build"), cache: join(app, "..", "cache") };
  for (const folder of [folders.home, folders.cache]) await mkdir(folder, { recursive: true });
  const log = {
    write: (_stream: string, bytes: Buffer) => bytes.toString("utf8").split("\n").filter(Boolean).forEach(onLine),
    note: onLine,
    lastLines: () => [],
    close: () => Promise.resolve(),
  };
  const signal = new AbortController().signal;
  await runBuildLines({
    start,
    id: "local-build",
    root,
    manifest,
    folders,
    registries,
    caFile: config.caFile,
    secrets: new Map(),
    commitTime: 0,
    limits: buildLimits,
    log,
    signal,
  }).catch((cause: unknown) => {
    throw new StoaError("refused", {
      what: cause instanceof Error ? cause.message : String(cause),
      fix: "See the build's last lines above.",
      cause,
    });
  });
}

async function start(
  input: InBoxInput,
  app: string,
  environment: Parameters<Place["start"]>[1],
  on: Parameters<Place["start"]>[2],
): Promise<Started> {
  const { sandbox, manifest, values } = input;
  const { root } = await runtimeOf(input, manifest.packages.run);
  const { hosts, problems } = resolveHosts(manifest, values);
  const broker = openBroker({ manifest, config: values, secrets: input.secrets, gate: input.gate });
  for (const problem of [...problems, ...broker.problems]) on.line("stoa", problem);
  const folderState = manifest.state === "directory";
  const box = await sandbox.start({
    id: "local-run",
    root,
    binds: [{ from: app, to: "/app", write: false }],
    command: boxCommand(manifest),
    cwd: "/app",
    env: { PATH: path, ...broker.env, ...environment.env },
    files: environment.files.map((file) => ({ path: file.path, data: Buffer.from(file.content) })),
    limits: boxLimits(manifest),
    egress: [...hosts, ...broker.egress],
    ...(folderState && existsSync(input.stateTar) ? { state: createReadStream(input.stateTar) } : {}),
    ...(folderState ? { keepState: true } : {}),
  });
  box.messages.on("data", on.message);
  await Promise.all([linesOf(box.stdout, (text) => on.line("stdout", text)), linesOf(box.stderr, (text) => on.line("stderr", text))]);
  const end = await box.ended;
  broker.close();
  await keepFolder(input, end, on);
  const refused = broker.refused();
  const started = toStarted({ ...end, contacted: [...end.contacted, ...refused.map(({ contact }) => contact)] }, on);
  return { ...started, missed: missedPlaces(end.contacted), worked: true, refusedRequests: refused.map(({ request }) => request) };
}

/** Killed in the middle of a write it may be broken: then the old one stays. */
async function keepFolder(input: InBoxInput, end: BoxEnd, on: Parameters<Place["start"]>[2]): Promise<void> {
  if (end.stateError !== undefined) on.line("stoa", `The state folder was not kept: ${end.stateError}`);
  if (!end.state) return;
  if (!input.keepsState || end.hit !== null) {
    end.state.resume();
    return;
  }
  await pipeline(end.state, createWriteStream(`${input.stateTar}.new`, { mode: 0o600 }));
  await rename(`${input.stateTar}.new`, input.stateTar);
}

const hits: Record<NonNullable<BoxEnd["hit"]>, Hit> = {
  memory: "memory",
  wall: "timeout",
  pids: "pids",
  output: "output",
  tmp: "disk",
  cancel: "cancelled",
  shutdown: "cancelled",
  lost: "platform",
};

function toStarted(end: BoxEnd, on: Parameters<Place["start"]>[2]): Started {
  const missed = end.contacted.filter((contact) => contact.refused !== null);
  for (const contact of missed) on.line("stoa", `Not reached: ${placeOf(contact)} (${contact.refused ?? ""}).`);
  return {
    exitCode: end.exitCode,
    signal: end.signal,
    hit: end.hit === null ? null : hits[end.hit],
    limitsTold: true,
    took: end.usage.wallMs,
    refusedHosts: missed.filter((contact) => contact.forbidden).map(placeOf),
  };
}
