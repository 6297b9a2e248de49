import { showId, type Manifest } from "@stoa/contract";
import { adapters, boxCommand, plainWords, resolveHosts, withheldSecrets, type Mode, type ProgramEnvironment } from "@stoa/program";
import type { BlobStore } from "../../../base/blobs/index.ts";
import type { HostHandle } from "../../gateway/index.ts";
import { openBroker, type BoxSpec, type Broker } from "../../sandbox/index.ts";
import type { ClaimedRun } from "../states.ts";
import { jsonState, toPast, type Hydrated } from "./hydrate-runs.ts";
import type { LinkedAccounts } from "./link-accounts.ts";
import type { RunnerDeps, RunnerPlace } from "./runner-deps.ts";
import { simulateHosts } from "./simulate-hosts.ts";

const mega = 1_048_576;
const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface PreparedBox {
  spec: BoxSpec;
  /** Values to hide in everything the program writes. */
  sensitive: string[];
  hosts: string[];
  problems: string[];
  /** Adds secrets to requests of the box; to be closed at its end. */
  broker: Broker;
}

/** What Stoa speaks for a program to. */
export interface Ways {
  accounts: LinkedAccounts;
  hostApi: HostHandle | undefined;
}

/** How long an attempt may take, in milliseconds. */
export function timeoutOf(run: ClaimedRun, hydrated: Hydrated, deps: Pick<RunnerDeps, "settings">): number {
  return run.kind === "probe" ? deps.settings.probeTimeoutMs : hydrated.release.manifest.limits.timeoutSeconds * 1_000;
}

/** Artifact and runtime on this machine, and the box an attempt runs in. @throws StoaError when one of them cannot be had */
export async function prepareBox(deps: RunnerPlace, run: ClaimedRun, hydrated: Hydrated, ways: Ways): Promise<PreparedBox> {
  const { accounts, hostApi } = ways;
  const { release } = hydrated;
  const { manifest } = release;
  const [artifact, runtime] = await Promise.all([
    deps.ensureArtifact(release.artifactDigest),
    deps.ensureRuntime({ base: release.runtime.base, packages: release.runtime.packages }),
  ]);
  const wallMs = timeoutOf(run, hydrated, deps);
  const environment = environmentOf(deps, run, hydrated, new Date(deps.clock.now() + wallMs));
  const { hosts, problems } = resolveHosts({ network: { ...manifest.network, hosts: hydrated.hosts } }, hydrated.config);
  const simulation = await simulateHosts(deps.ctx, { sideId: run.sideId, rows: hydrated.simulators, hosts, root: runtime.root });
  const { simulators, authorities } = simulation;
  const { config, secrets } = hydrated;
  const broker = openBroker({ manifest, config, secrets, simulators, authorities, linked: accounts, gate: hostApi?.gate });
  const linked = gather(accounts);
  const folderState = manifest.state === "directory" && run.mode !== "options" && run.mode !== "check";
  const before = folderState && hydrated.state?.blobKey ? await deps.blobs.get(hydrated.state.blobKey) : undefined;
  const spec: BoxSpec = {
    id: `${showId("run", run.runId)}-${run.attempt}`,
    root: runtime.root,
    binds: [{ from: artifact, to: "/app", write: false }],
    command: boxCommand(manifest),
    cwd: "/app",
    env: {
      PATH: path,
      ...simulation.env,
      ...Object.fromEntries(hydrated.publisherSecrets),
      ...broker.env,
      ...linked.env,
      ...environment.env,
    },
    files: [...simulation.files, ...environment.files.map((file) => ({ path: file.path, data: Buffer.from(file.content) }))],
    ...(before ? { state: before } : {}),
    ...(folderState ? { keepState: run.mode === "run" } : {}),
    limits: limitsOf(manifest.limits, wallMs, deps.settings.killGraceMs),
    egress: [...simulation.egress, ...broker.egress],
    customer: run.customerId,
    ...warmWish(manifest, `${run.installationId} ${run.kind}`),
  };
  const sensitive = [
    ...environment.sensitive,
    ...Object.values(hydrated.secrets),
    ...hydrated.publisherSecrets.values(),
    ...linked.sensitive,
  ].filter((value) => value !== "");
  return {
    spec,
    sensitive: [...new Set(sensitive)],
    hosts: [...simulation.egress, ...broker.egress].map((host) => host.host),
    problems: [...problems, ...broker.problems, ...(hostApi?.problems ?? []), ...simulation.notes],
    broker,
  };
}

/** A program that asks for it, by a run line that needs no shell, may be started from what was prepared. */
function warmWish(manifest: Manifest, owner: string): Pick<BoxSpec, "warm"> {
  const words = manifest.warm && plainWords(manifest);
  if (!manifest.warm || !words) return {};
  return { warm: { interpreter: manifest.base.language === "node" ? "node" : "python", modules: manifest.warm, words, owner } };
}

function limitsOf(limits: Hydrated["release"]["manifest"]["limits"], wallMs: number, graceMs: number): BoxSpec["limits"] {
  return {
    memoryBytes: limits.memoryMb * mega,
    pids: limits.pids,
    cpuPercent: 100,
    wallMs,
    graceMs,
    outputBytes: 256 * mega,
    outputRate: 16 * mega,
    tmpBytes: 256 * mega,
    openFiles: 1_024,
  };
}

/** What accounts at providers give the environment, and every value to hide. */
function gather(accounts: LinkedAccounts): { env: Record<string, string>; sensitive: string[] } {
  const all = [...accounts.values()];
  return {
    env: Object.assign({}, ...all.map(({ env }) => env)) as Record<string, string>,
    sensitive: all.flatMap(({ sensitive }) => sensitive),
  };
}

function environmentOf(deps: RunnerDeps, run: ClaimedRun, hydrated: Hydrated, deadline: Date): ProgramEnvironment {
  const { manifest } = hydrated.release;
  const [lastSucceeded] = hydrated.lastSucceeded;
  const withheld = withheldSecrets(manifest);
  return adapterOf(manifest.contract).environment({
    manifest,
    mode: run.mode satisfies Mode,
    runId: showId("run", run.runId),
    attempt: run.attempt,
    deadline,
    graceSeconds: Math.floor(deps.settings.preemptGraceMs / 1_000),
    config: hydrated.config,
    secrets: Object.fromEntries(Object.entries(hydrated.secrets).filter(([name]) => !withheld.has(name))),
    state: jsonState(hydrated.state),
    triggers: hydrated.triggers,
    ...(hydrated.input?.items ? { retryItems: hydrated.input.items } : {}),
    ...(manifest.history && hydrated.since !== null ? { since: new Date(hydrated.since) } : {}),
    timezone: hydrated.zone,
    language: hydrated.language,
    side: hydrated.place.sideKind,
    integration: { id: showId("integration", run.integrationId), name: hydrated.place.integrationName },
    installation: { id: showId("installation", run.installationId), name: hydrated.place.installationName },
    previous: {
      ...(hydrated.last ? { last: toPast(hydrated.last) } : {}),
      ...(lastSucceeded ? { lastSucceeded: toPast(lastSucceeded) } : {}),
    },
  });
}

type AdapterName = keyof typeof adapters;

/** The adapter of a release's contract. @throws Error for a release of a contract this server does not have */
export function adapterOf(contract: string): (typeof adapters)[AdapterName] {
  if (!(contract in adapters)) throw new Error(`No adapter for the contract ${contract}.`);
  return adapters[contract as AdapterName];
}

/** Where a folder kept as state is stored. */
export function stateKey(run: ClaimedRun): string {
  return `state/${run.sideId}/${run.customerId}/${run.installationId}/${run.runId}-${run.attempt}.tar`;
}

/** Where an attempt's log is stored. */
export function logPrefix(run: { sideId: string; customerId: string; runId: string }, attempt: number): string {
  return `logs/${run.sideId}/${run.customerId}/${run.runId}/${attempt}`;
}

/** Stores a folder given back by a box. @throws StoaError too_large above 64 MiB */
export async function storeFolder(blobs: BlobStore, run: ClaimedRun, tar: NodeJS.ReadableStream): Promise<{ key: string; bytes: number }> {
  const key = stateKey(run);
  const { size } = await blobs.put(key, tar as Parameters<BlobStore["put"]>[1], { limit: 80 * mega });
  return { key, bytes: size };
}
