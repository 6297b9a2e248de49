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
  // A fact heard late tells nothing new.
  if (fact.type !== "run.finished" || (row.lastRunAt ?? 0) > fact.at) return;
  if (fact.data["outcome"] === "succeeded") succeed(change, row, fact);
  else fail(change, row, fact);
}

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

function succeed(change: Change, row: HealthRow, fact: HeardFact): void {
  if (row.failingSince !== null || row.silentSince !== null) change.over.set(row.installationId, fact.at);
  if (row.failingSince !== null) change.news.push({ ...row, kind: "recovered", cause: null, runId: fact.subject, at: fact.at, over: true });
  // What a failure earlier in this batch told is over with it.
  change.news = change.news.map((news) => (news.installationId === row.installationId ? { ...news, over: true } : news));
  // A person's own run says nothing of how often it runs by itself.
  const unasked = fact.data["trigger"] !== "person";
  Object.assign(row, {
    lastRunId: fact.subject,
    lastRunAt: fact.at,
    lastOutcome: "succeeded",
    failureClass: null,
    lastOkAt: fact.at,
    failures: 0,
    failingSince: null,
    successes: unasked ? [...row.successes, fact.at].slice(-successesKept) : row.successes,
    anchorAt: Math.max(row.anchorAt, fact.at),
    silentSince: null,
    silentCause: null,
  } satisfies Partial<HealthRow>);
}

function fail(change: Change, row: HealthRow, fact: HeardFact): void {
  const failureClass = typeof fact.data["failureClass"] === "string" ? fact.data["failureClass"] : null;
  if (row.failingSince === null)
    change.news.push({ ...row, kind: "failing", cause: failureClass, runId: fact.subject, at: fact.at, over: false });
  Object.assign(row, {
    lastRunId: fact.subject,
    lastRunAt: fact.at,
    lastOutcome: "failed",
    failureClass,
    failures: row.failures + 1,
    failingSince: row.failingSince ?? fact.at,
  } satisfies Partial<HealthRow>);
}
