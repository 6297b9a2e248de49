import { failureClasses, failureTable, type FailureClass } from "@stoa/contract";
import type { Fact } from "../../base/index.ts";
import type { NewsInput } from "./make-notices.ts";
import { successesKept } from "./states.ts";
import type { HealthRow, Subject } from "./store/health.ts";

/** What a batch of facts changes. */
export interface Change {
  rows: Map<string, HealthRow>;
  touched: Set<string>;
  news: NewsInput[];
  /** Whose failing or silent episode ended. */
  over: Map<string, number>;
  /** Who fails on, for a cause that is its customer's to mend and was another's before; the last of each. */
  turned: Map<string, NewsInput & { installationId: string; since: number }>;
}

export type HeardFact = Pick<Fact, "type" | "subject" | "at" | "data">;

export function installationOf({ type, subject, data }: HeardFact): string | undefined {
  if (type !== "run.finished") return subject;
  return typeof data["installationId"] === "string" ? data["installationId"] : undefined;
}

/** Moves an installation's health on by one fact. */
export function applyFact(change: Change, fact: HeardFact, subject: Subject): void {
  const { installationId: id } = subject;
  const row = change.rows.get(id) ?? newRow(subject, fact.at);
  change.rows.set(id, row);
  change.touched.add(id);
  if (row.schedule !== subject.schedule || row.zone !== subject.zone || fact.type === "installation.resumed")
    row.anchorAt = Math.max(row.anchorAt, fact.at);
  row.schedule = subject.schedule;
  row.zone = subject.zone;
  if (fact.type === "installation.failing") begin(change, row, fact);
  if (fact.type === "installation.recovered") end(change, row, fact);
  // A fact heard late tells nothing new.
  if (fact.type !== "run.finished" || (row.lastRunAt ?? 0) > fact.at) return;
  if (fact.data["outcome"] === "succeeded") succeed(change, row, fact);
  else fail(change, row, fact);
}

const isCustomers = (cause: unknown): cause is FailureClass =>
  failureClasses.some((one) => one === cause && failureTable[one].owner === "customer");

function newRow(subject: Subject, at: number): HealthRow {
  const { installationId, sideId, customerId, publisherId, schedule, zone } = subject;
  return {
    installationId,
    sideId,
    customerId,
    publisherId,
    schedule,
    zone,
    lastRunId: null,
    lastRunAt: null,
    lastOutcome: null,
    failureClass: null,
    lastOkAt: null,
    failures: 0,
    failingSince: null,
    successes: [],
    anchorAt: at,
    silentDueAt: null,
    silentSince: null,
    silentCause: null,
  };
}

/** An episode of failures begins; which of its runs say so is worked out in the room runs. */
function begin(change: Change, row: HealthRow, { at, data }: HeardFact): void {
  const cause = typeof data["failureClass"] === "string" ? data["failureClass"] : null;
  change.news.push({ ...row, kind: "failing", cause, runId: runOf(data), at, over: false });
  row.failingSince = typeof data["at"] === "number" ? data["at"] : at;
}

function end(change: Change, row: HealthRow, { at, data }: HeardFact): void {
  change.over.set(row.installationId, at);
  change.news.push({ ...row, kind: "recovered", cause: null, runId: runOf(data), at, over: true });
  // What a failure earlier in this batch told is over with it.
  change.news = change.news.map((news) => (news.installationId === row.installationId ? { ...news, over: true } : news));
  row.failingSince = null;
  change.turned.delete(row.installationId);
}

const runOf = (data: HeardFact["data"]): string | null => (typeof data["runId"] === "string" ? data["runId"] : null);

function succeed(change: Change, row: HealthRow, fact: HeardFact): void {
  if (row.silentSince !== null) change.over.set(row.installationId, fact.at);
  // A person's own run says nothing of how often it runs by itself.
  const unasked = fact.data["trigger"] !== "person";
  Object.assign(row, {
    lastRunId: fact.subject,
    lastRunAt: fact.at,
    lastOutcome: "succeeded",
    failureClass: null,
    lastOkAt: fact.at,
    failures: 0,
    successes: unasked ? [...row.successes, fact.at].slice(-successesKept) : row.successes,
    anchorAt: Math.max(row.anchorAt, fact.at),
    silentSince: null,
    silentCause: null,
  } satisfies Partial<HealthRow>);
}

function fail(change: Change, row: HealthRow, fact: HeardFact): void {
  const { failureClass: cause } = fact.data;
  if (row.failingSince !== null && row.lastOutcome === "failed" && isCustomers(cause) && cause !== row.failureClass) {
    const told = { kind: "failing", cause, runId: fact.subject, at: fact.at, over: false } as const;
    change.turned.set(row.installationId, { ...row, ...told, since: row.failingSince });
  }
  Object.assign(row, {
    lastRunId: fact.subject,
    lastRunAt: fact.at,
    lastOutcome: "failed",
    failureClass: typeof fact.data["failureClass"] === "string" ? fact.data["failureClass"] : null,
    failures: row.failures + 1,
  } satisfies Partial<HealthRow>);
}
