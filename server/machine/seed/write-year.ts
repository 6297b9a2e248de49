import { LogWriter } from "../../base/logs/index.ts";
import { engineCtx, newId, VirtualClock } from "../../base/index.ts";
import { adoptHealth } from "../../rooms/home/index.ts";
import { recordPastRuns, type PastRun } from "../../rooms/runs/index.ts";
import type { Chance } from "./chance.ts";
import type { BroughtListing } from "./bring-listing.ts";
import type { ListingSpec } from "./data-listings.ts";
import type { SeedPlace } from "./place.ts";
import { tellRun, type ToldRun } from "./tell-run.ts";

/** An installation as the year's runs need it. */
export interface Installed {
  installationId: string;
  customerId: string;
  listing: BroughtListing;
  spec: ListingSpec;
  installedAt: number;
}

const batch = 2_000;

interface Year {
  runs: number;
  from: number;
  to: number;
  /** How many of the newest keep their log. */
  logs: number;
  progress(done: number): void;
}

/** The year's runs in order of time, each of an installation that was there by then; more of them as the year goes on. */
export async function writeYear(place: SeedPlace, installed: readonly Installed[], chance: Chance, year: Year): Promise<void> {
  const engine = engineCtx(place, "seed");
  const sorted = installed.toSorted((one, other) => one.installedAt - other.installedAt);
  for (let from = 0; from < year.runs; from += batch) {
    const count = Math.min(batch, year.runs - from);
    const runs: PastRun[] = [];
    for (let index = from; index < from + count; index++) {
      const at = year.from + Math.floor(((index + 1) / (year.runs + 1)) ** 0.7 * (year.to - year.from));
      runs.push(await pastRun(place, pickInstalled(sorted, at, chance), chance, at, index >= year.runs - year.logs));
    }
    await recordPastRuns(engine, runs);
    year.progress(from + count);
  }
  await adoptHealth(
    engine,
    installed.map(({ installationId }) => installationId),
  );
}

function pickInstalled(sorted: readonly Installed[], at: number, chance: Chance): Installed {
  const there = sorted.findIndex((one) => one.installedAt > at);
  const choices = there === -1 ? sorted.length : Math.max(1, there);
  // Squared: a few installations run often, most now and then.
  const chosen = sorted[Math.floor(chance.next() ** 2 * choices)] ?? sorted[0];
  if (!chosen) throw new Error("There is no installation to run.");
  return chosen;
}

const triggers = ["cron", "webhook", "person", "api"] as const;

async function pastRun(place: SeedPlace, one: Installed, chance: Chance, queuedAt: number, keepsLog: boolean): Promise<PastRun> {
  const { integration, side } = one.listing;
  const luck = chance.next();
  const told = tellRun(
    one.spec,
    integration.spec.manifest,
    chance,
    luck < one.spec.trouble ? "badly" : luck > 0.997 ? "cancelled" : "well",
  );
  const startedAt = queuedAt + chance.between(40, 900);
  const clock = new VirtualClock(queuedAt);
  const run: PastRun = {
    runId: newId(clock),
    kind: "work",
    mode: "run",
    triggerKind: triggers[chance.weighted([80, 12, 6, 2])] ?? "cron",
    sideId: side.sideId,
    hostId: hostOf(one),
    customerId: one.customerId,
    publisherId: integration.publisher.publisherId,
    integrationId: integration.integrationId,
    installationId: one.installationId,
    releaseId: integration.releaseId,
    queuedAt,
    startedAt,
    endedAt: startedAt + told.wallMs,
    outcome: told.verdict.outcome,
    failureClass: told.verdict.failureClass,
    rule: told.verdict.rule,
    owner: told.verdict.owner,
    sentence: told.verdict.sentence,
    ...told.counts,
    cpuUs: told.wallMs * chance.between(80, 300),
    memoryKibMs: told.wallMs * chance.between(9_000, 60_000),
    wallMs: told.wallMs,
    egressBytes: chance.between(800, 200_000),
  };
  const reached = { ...run, contacted: contactsOf(one.spec, run, chance) };
  return keepsLog ? { ...reached, details: await detailsOf(place, run, told) } : reached;
}

/** The other service, where the run came as far as that; a stranger's host where it was refused for one. */
function contactsOf({ host, things }: ListingSpec, run: PastRun, chance: Chance): NonNullable<PastRun["contacted"]> {
  if (run.outcome === "cancelled" || run.failureClass === "platform") return [];
  const declared = things === "invoices" ? `https://${host}` : `${host}:443`;
  const none = { port: 443, bytesIn: 0, bytesOut: 0 };
  if (/refused the connection/.test(run.sentence)) return [{ ...none, host, count: 3, refused: "connect ECONNREFUSED", declared }];
  const well = {
    ...none,
    host,
    count: chance.between(1, 6),
    bytesIn: run.egressBytes * 4,
    bytesOut: run.egressBytes,
    refused: null,
    declared,
  };
  if (run.failureClass !== "policy") return [well];
  return [well, { ...none, host: "metrics.thirdparty.example", port: 0, count: 1, refused: "not declared", declared: null }];
}

function hostOf({ listing }: Installed): string {
  const { scope } = listing.side.owner;
  if (scope.kind !== "side") throw new Error("A side's owner acts in its side.");
  return scope.hostId;
}

async function detailsOf(place: SeedPlace, run: PastRun, told: ToldRun): Promise<NonNullable<PastRun["details"]>> {
  const clock = new VirtualClock(run.startedAt);
  const prefix = `logs/${run.sideId}/${run.customerId}/${run.runId}/1`;
  const writer = new LogWriter({ blobs: place.blobs, clock, prefix, onChunk: async () => true });
  for (const [stream, text] of told.lines) {
    clock.advance(Math.floor(told.wallMs / (told.lines.length + 1)));
    await writer.write(stream, Buffer.from(`${text}\n`));
  }
  const { lines, bytes, chunks } = await writer.seal();
  const evidence = told.verdict.evidence && { ...told.verdict.evidence, at: told.verdict.evidence.line - 1 };
  return { evidence, exitCode: told.exitCode, failedItems: told.failedItems, log: { lines, bytes, chunks } };
}
