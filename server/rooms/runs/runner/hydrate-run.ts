import { createHash } from "node:crypto";
import { showId, type FailureClass, type JsonObject } from "@stoa/contract";
import type { PastRun, Trigger } from "@stoa/program";
import { StoaError, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { readIntegrationSecrets } from "../../builds/index.ts";
import { readAsks, readListing, resolveRelease } from "../../catalog/index.ts";
import { loadRunnables } from "../../installs/index.ts";
import { readSecrets } from "../../trust/index.ts";
import type { ClaimedRun } from "../states.ts";
import { listDeliveries } from "../store/deliveries.ts";
import { findInput, saveConfig, type RunInput } from "../store/inputs.ts";
import { findPlace, type Place } from "../store/installations.ts";
import { listPast, type PastRow } from "../store/runs.ts";
import { readState, setStateBefore, type StateRow } from "../store/states.ts";

type Release = Awaited<ReturnType<typeof resolveRelease>>;

/** All an attempt starts from. Values of secrets live only here, in memory, from the start of a process to its end. */
export interface Hydrated {
  release: Release;
  place: Place;
  zone: string;
  /** Without secret fields. */
  config: Record<string, unknown>;
  secrets: Record<string, string>;
  /** The publisher's own, for the environment. */
  publisherSecrets: ReadonlyMap<string, string>;
  state: StateRow | null;
  hosts: string[];
  triggers: Trigger[];
  last: PastRow | undefined;
  lastSucceeded: readonly PastRow[];
  input: RunInput | undefined;
  configDigest: string;
}

/** @returns why the run does not begin, when it does not. @throws StoaError key_missing, not_found for a secret or release that is gone */
export async function hydrateRun(ctx: Ctx, run: ClaimedRun): Promise<Hydrated | "paused" | "removed" | "lost"> {
  const read = await transaction(ctx, (inner) => readRows(inner, run));
  if (typeof read === "string") return read;
  const { runnable, ...rest } = read;
  const refs = secretRefs(rest.fullConfig);
  const [values, publisherSecrets] = await Promise.all([
    readSecrets(ctx, Object.values(refs)),
    readIntegrationSecrets(ctx, { integrationId: run.integrationId, publisherId: run.publisherId, purpose: "run" }),
  ]);
  const secrets = Object.fromEntries(Object.entries(refs).map(([name, id]) => [name, values.get(id) ?? ""]));
  const config = Object.fromEntries(Object.entries(rest.fullConfig).filter(([name]) => !(name in refs)));
  return { ...rest, zone: runnable.zone, config, secrets, publisherSecrets };
}

async function readRows(ctx: TxCtx, run: ClaimedRun) {
  const [runnable] = await loadRunnables(ctx, [run.installationId]);
  if (!runnable || runnable.state === "removed") return "removed" as const;
  if (run.kind === "work" && runnable.state !== "active") return "paused" as const;
  const { tx } = ctx;
  const input = await findInput(tx, run.runId);
  const place = await findPlace(tx, run.installationId);
  if (!place) throw new StoaError("not_found", "The installation's integration is gone.");
  const release = await resolveRelease(ctx, { integrationId: run.integrationId, releaseId: runnable.releaseId });
  const { listing } = await readListing(ctx, place.listingId);
  const fullConfig = input?.config ?? runnable.config;
  const state = await readStartState(ctx, run, input);
  const configDigest = digestOf(fullConfig);
  await saveConfig(tx, run.installationId, run, configDigest, fullConfig);
  if (!(await setStateBefore(tx, run.runId, run.attempt, state?.version ?? null, configDigest, release.id))) return "lost" as const;
  const triggers = toTriggers(run, await listDeliveries(tx, run.runId));
  const [last] = await listPast(tx, run.installationId, false, 1);
  const lastSucceeded = await listPast(tx, run.installationId, true, Math.max(1, (release.manifest.success.unchanged ?? 1) - 1));
  const { hosts } = readAsks(release.manifest, listing.hosts);
  return { runnable, release, place, fullConfig, state, hosts, triggers, last, lastSucceeded, input, configDigest };
}

function digestOf(config: Record<string, unknown>): string {
  const sorted = Object.entries(config).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 32);
}

function secretRefs(config: Record<string, unknown>): Record<string, string> {
  const refs = Object.entries(config).flatMap(([name, value]) => {
    const id = typeof value === "object" && value !== null && "$secret" in value ? value.$secret : undefined;
    return typeof id === "string" ? [[name, id] as const] : [];
  });
  return Object.fromEntries(refs);
}

/** A later attempt goes on from the checkpoints of the one before, which are the current state. */
async function readStartState(ctx: TxCtx, run: ClaimedRun, input: RunInput | undefined): Promise<StateRow | null> {
  if (input?.stateKind === "given")
    return { version: 0, runId: run.runId, at: ctx.clock.now(), form: "json", value: input.stateValue, blobKey: null, bytes: 0 };
  if (input?.stateKind === "original") {
    const version = input.stateVersion ?? 0;
    return version === 0 ? null : ((await readState(ctx.tx, run.installationId, "sync", version)) ?? null);
  }
  return (await readState(ctx.tx, run.installationId, "sync")) ?? null;
}

function toTriggers(run: ClaimedRun, deliveries: Awaited<ReturnType<typeof listDeliveries>>): Trigger[] {
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
