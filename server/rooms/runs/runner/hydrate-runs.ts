import { hash } from "node:crypto";
import { showId, type FailureClass, type JsonObject } from "@stoa/contract";
import type { PastRun, Trigger } from "@stoa/program";
import { StoaError, together, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { readRunSecrets } from "../../builds/index.ts";
import { readAsks, readSimulators, type SimulatorRow } from "../../catalog/index.ts";
import { loadAccounts, loadRunnables, type Runnable } from "../../installs/index.ts";
import { readSecrets } from "../../trust/index.ts";
import type { ClaimedRun } from "../states.ts";
import type { DeliveryRow } from "../store/deliveries.ts";
import {
  asksAndCommitsSoon,
  beginAttempts,
  listDeliveriesOf,
  listInputs,
  listPlaces,
  listSyncStates,
  type Beginning,
  type StartPlace,
} from "../store/hydration.ts";
import type { RunInput } from "../store/inputs.ts";
import type { PastRow } from "../store/runs.ts";
import { readState, type StateRow } from "../store/states.ts";
import { readLongPast, readRecentPast, type Past } from "./read-past.ts";
import type { Release, Releases } from "./releases.ts";

/** All an attempt starts from. Values of secrets live only here, in memory, from the start of a process to its end. */
export interface Hydrated {
  release: Release;
  place: StartPlace;
  zone: string;
  since: number | null;
  language: string;
  /** Without secret fields. */
  config: Record<string, unknown>;
  secrets: Record<string, string>;
  /** The publisher's own, for the environment. */
  publisherSecrets: ReadonlyMap<string, string>;
  state: StateRow | null;
  hosts: string[];
  /** Its accounts at providers, by the manifest's name: read at the provider when the process starts. */
  accounts: ReadonlyMap<string, string>;
  /** On a test side: what answers in place of hosts. */
  simulators: readonly SimulatorRow[];
  triggers: Trigger[];
  last: PastRow | undefined;
  lastSucceeded: readonly PastRow[];
  input: RunInput | undefined;
  configDigest: string;
}

/** What an attempt starts from, or why it does not begin. */
export type Hydration = Hydrated | "paused" | "removed" | "lost";

/**
 * Engine verb. Reads what attempts of many customers start from and keeps what each began with, in one transaction; of who did not succeed lately
 * a look further back follows. @returns in their order. @throws StoaError key_missing, not_found for a secret or release that is gone
 */
export async function hydrateRuns(ctx: Ctx, releases: Releases, runs: readonly ClaimedRun[]): Promise<Hydration[]> {
  const { read, begun, past: recent, shared } = await beginRuns(ctx, releases, runs);
  const past = await readLongPast(ctx, recent);
  return read.map((one) => {
    if (typeof one === "string") return one;
    if (!begun.has(one.run.runId)) return "lost";
    const linked = shared.accounts.get(one.run.installationId) ?? [];
    const own = shared.ofPublishers.get(one.run.integrationId) ?? new Map<string, string>();
    const started = assemble(one, past.get(one.run.installationId), shared.secrets, own, linked);
    return one.place.sideKind === "test" ? { ...started, simulators: shared.simulators.get(one.run.integrationId) ?? [] } : started;
  });
}

/** All that is asked after the first reading goes in one message with the commit. */
function beginRuns(ctx: Ctx, releases: Releases, runs: readonly ClaimedRun[]) {
  return transaction(ctx, async (inner, commit) => {
    const [, shared, ofPublishers] = await together(
      asksAndCommitsSoon(inner.tx),
      readShared(inner, releases, runs),
      readRunSecrets(inner, runs),
    );
    const read: (Draft | "paused" | "removed")[] = [];
    for (const run of runs) read.push(await readOne(inner, shared, run));
    const drafts = read.filter((one) => typeof one !== "string");
    const onTest = drafts.filter(({ place }) => place.sideKind === "test");
    const asked = together(
      beginAttempts(inner.tx, drafts.map(toBeginning)),
      readRecentPast(inner, drafts),
      readSecrets(
        inner,
        drafts.flatMap((draft) => Object.values(secretRefs(draft.fullConfig))),
      ),
      readSimulators(inner, [...new Set(onTest.map(({ run }) => run.integrationId))]),
      readAccounts(inner, drafts),
    );
    commit();
    const [begun, past, secrets, simulators, accounts] = await asked;
    return { read, begun, past, shared: { secrets, simulators, accounts, ofPublishers } };
  });
}

function toBeginning({ run, state, configDigest, fullConfig, release }: Draft): Beginning {
  const { runId, attempt, installationId, sideId, customerId, publisherId } = run;
  const owner = { sideId, customerId, publisherId };
  return {
    ...owner,
    runId,
    attempt,
    installationId,
    configDigest,
    config: fullConfig,
    releaseId: release.id,
    stateBefore: state?.version ?? null,
  };
}

/** Asked only for those whose release uses accounts at providers. */
async function readAccounts(ctx: TxCtx, drafts: readonly Draft[]): Promise<Map<string, { name: string; connectionId: string }[]>> {
  const using = drafts.filter(({ release }) => release.manifest.connections.some(({ provider }) => provider !== undefined));
  const rows = await loadAccounts(ctx, [...new Set(using.map(({ run }) => run.installationId))]);
  return Map.groupBy(rows, (row) => row.installationId);
}

/** An attempt's start before its secrets and its past are known. */
export interface Draft {
  run: ClaimedRun;
  runnable: Runnable;
  release: Release;
  place: StartPlace;
  fullConfig: Record<string, unknown>;
  state: StateRow | null;
  deliveries: readonly DeliveryRow[];
  input: RunInput | undefined;
  configDigest: string;
}

interface Shared {
  runnables: Map<string, Runnable>;
  places: Map<string, StartPlace>;
  inputs: Map<string, RunInput>;
  states: Map<string, StateRow>;
  deliveries: Map<string, DeliveryRow[]>;
  releases: Releases;
}

async function readShared({ tx, ...ctx }: TxCtx, releases: Releases, runs: readonly ClaimedRun[]): Promise<Shared> {
  const installationIds = [...new Set(runs.map((run) => run.installationId))];
  // What crons bring nothing of is not asked for: a poll of every quarter of an hour is most of what runs.
  const asked = runs.filter((run) => run.triggerKind !== "cron").map((run) => run.runId);
  const [runnables, places, inputs, states, deliveries] = await together(
    loadRunnables({ tx, ...ctx }, installationIds),
    listPlaces(tx, installationIds),
    listInputs(tx, asked),
    listSyncStates(tx, installationIds),
    listDeliveriesOf(tx, asked),
  );
  return {
    runnables: new Map(runnables.map((row) => [row.installationId, row])),
    places: new Map(places.map((row) => [row.installationId, row])),
    inputs: new Map(inputs.map((row) => [row.runId, row])),
    states: new Map(states.map((row) => [row.installationId, row])),
    deliveries: Map.groupBy(deliveries, (row) => row.runId),
    releases,
  };
}

async function readOne(ctx: TxCtx, shared: Shared, run: ClaimedRun): Promise<Draft | "paused" | "removed"> {
  const runnable = shared.runnables.get(run.installationId);
  if (!runnable || runnable.state === "removed") return "removed";
  if (run.kind === "work" && runnable.state !== "active") return "paused";
  const place = shared.places.get(run.installationId);
  if (!place) throw new StoaError("not_found", "The installation's integration is gone.");
  const release = await shared.releases.read(ctx, { integrationId: run.integrationId, releaseId: runnable.releaseId });
  const input = shared.inputs.get(run.runId);
  const fullConfig = input?.config ?? runnable.config;
  const state = await readStartState(ctx, shared, run, input);
  const deliveries = shared.deliveries.get(run.runId) ?? [];
  return { run, runnable, release, place, fullConfig, state, deliveries, input, configDigest: digestOf(fullConfig) };
}

function assemble(
  draft: Draft,
  past: Past | undefined,
  values: ReadonlyMap<string, string>,
  publisherSecrets: ReadonlyMap<string, string>,
  linked: readonly { name: string; connectionId: string }[],
): Hydrated {
  const { run, runnable, release, place, fullConfig, state, deliveries, input, configDigest } = draft;
  const refs = secretRefs(fullConfig);
  return {
    release,
    place,
    zone: runnable.zone,
    since: runnable.since,
    language: runnable.language,
    config: Object.fromEntries(Object.entries(fullConfig).filter(([name]) => !(name in refs))),
    secrets: Object.fromEntries(Object.entries(refs).map(([name, id]) => [name, values.get(id) ?? ""])),
    publisherSecrets,
    state,
    hosts: readAsks(release.manifest, place.hosts).hosts,
    accounts: new Map(linked.map(({ name, connectionId }) => [name, connectionId])),
    simulators: [],
    triggers: toTriggers(run, deliveries),
    last: past?.last,
    lastSucceeded: past?.succeeded ?? [],
    input,
    configDigest,
  };
}

function digestOf(config: Record<string, unknown>): string {
  const sorted = Object.entries(config).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return hash("sha256", JSON.stringify(sorted), "hex").slice(0, 32);
}

function secretRefs(config: Record<string, unknown>): Record<string, string> {
  const refs = Object.entries(config).flatMap(([name, value]) => {
    const id = typeof value === "object" && value !== null && "$secret" in value ? value.$secret : undefined;
    return typeof id === "string" ? [[name, id] as const] : [];
  });
  return Object.fromEntries(refs);
}

/** A later attempt goes on from the checkpoints of the one before, which are the current state. */
async function readStartState(ctx: TxCtx, shared: Shared, run: ClaimedRun, input: RunInput | undefined): Promise<StateRow | null> {
  if (input?.stateKind === "given")
    return { version: 0, runId: run.runId, at: ctx.clock.now(), form: "json", value: input.stateValue, blobKey: null, bytes: 0 };
  if (input?.stateKind === "original") {
    const version = input.stateVersion ?? 0;
    return version === 0 ? null : ((await readState(ctx.tx, run.installationId, "sync", version)) ?? null);
  }
  return shared.states.get(run.installationId) ?? null;
}

function toTriggers(run: ClaimedRun, deliveries: readonly DeliveryRow[]): Trigger[] {
  const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
  if (deliveries.length === 0) return [{ id: showId("run", run.runId), kind: run.triggerKind, at: iso(run.scheduledFor ?? run.queuedAt) }];
  return deliveries.map((one) => ({
    id: showId("delivery", one.id),
    kind: one.kind,
    at: iso(one.receivedAt),
    headers: one.headers,
    body: one.body.toString("utf8"),
  }));
}

/** The state a program of JSON state begins with. */
export function jsonState(state: StateRow | null): JsonObject | null {
  return state?.value == null ? null : (JSON.parse(state.value) as JsonObject);
}

export function toPast(row: PastRow): PastRun {
  const { outcome } = row;
  return {
    startedAt: new Date(row.startedAt).toISOString(),
    endedAt: new Date(row.endedAt).toISOString(),
    outcome,
    failureClass: row.failureClass as FailureClass | null,
  };
}
