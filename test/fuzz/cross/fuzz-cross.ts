import { asCurl, call, type Answer } from "../call.ts";
import type { Place } from "../open-place.ts";
import type { Line } from "../world/line.ts";
import type { Finding } from "../tell.ts";
import { hiddenFrom } from "./hidden.ts";
import { makePlans } from "./make-plans.ts";
import { comparable, phantomOf, withoutSent } from "./phantom.ts";
import { requestOf, type Plan } from "./plan.ts";

export interface CrossReport {
  calls: number;
  endpoints: number;
  /** Places for an id that strangers' ids stood in, each as `GET /v1/… path.runId`. */
  slots: Set<string>;
  byStatus: Record<string, number>;
  leaks: Finding[];
}

/** Answers to strangers' ids and to ids of nothing must not differ, and must hold nothing of strangers. Ends at so many calls or leaks. */
export async function fuzzCross(
  place: Place,
  { attackers, calls, seed, most = 20 }: { attackers: readonly Line[]; calls: number; seed: number; most?: number },
): Promise<CrossReport> {
  const report = { calls: 0, byStatus: {} as Record<string, number>, leaks: [] as Finding[] };
  const endpoints = new Set<string>();
  const slots = new Set<string>();
  const forbidden = hiddenFrom(place);
  const sent = new Set<string>();
  // What the asker called its own things after strangers' comes back in its own lists.
  const isSent = (word: string): boolean => [...sent].some((value) => value.includes(word));
  for (const plan of makePlans(place, attackers, seed)) {
    if (report.calls >= calls || report.leaks.length >= most) break;
    const hidden = forbidden(plan.asker, plan.endpoint);
    const { answer, asked, fault } = await tryPlan(
      place,
      plan,
      hidden.filter((word) => !isSent(word)),
    );
    if (answer.status < 300 && plan.endpoint.method !== "GET") for (const value of plan.foreign.values()) sent.add(value.toLowerCase());
    report.calls += asked;
    report.byStatus[answer.status] = (report.byStatus[answer.status] ?? 0) + asked;
    endpoints.add(plan.endpoint.name);
    for (const key of plan.foreign.keys()) slots.add(`${plan.endpoint.name} ${key}`);
    if (fault !== undefined) report.leaks.push(leakOf(place, plan, { answer, fault }));
  }
  return { ...report, endpoints: endpoints.size, slots };
}

interface Tried {
  answer: Answer;
  asked: number;
  fault: string | undefined;
}

async function tryPlan(place: Place, plan: Plan, forbidden: readonly string[]): Promise<Tried> {
  const first = await askBoth(place, plan, forbidden);
  if (first.fault === undefined) return { ...first, asked: 2 };
  // A limit that was reached between the two, or a thing the first of them made.
  place.api.world.clock.advance(3_600_000);
  const second = await askBoth(place, { ...plan, seed: plan.seed + 500_000 }, forbidden);
  return { ...second, asked: 4 };
}

async function askBoth(place: Place, plan: Plan, forbidden: readonly string[]): Promise<Omit<Tried, "asked">> {
  const answer = await call(place.api, requestOf(place, plan));
  // What is its own it may do, and not twice alike: here only the answer and the rows of others count.
  if (plan.extra) return { answer, fault: judge({ ...plan, foreign: new Map() }, answer, answer, forbidden) };
  const phantom = await call(place.api, requestOf(place, plan, phantomOf));
  return { answer, fault: judge(plan, answer, phantom, forbidden) };
}

function judge(plan: Plan, answer: Answer, phantom: Answer, forbidden: readonly string[]): string | undefined {
  for (const one of [answer, phantom]) {
    if (one.status === 0) return "it does not answer";
    if (one.status >= 500) return `it fails: ${one.body.slice(0, 300)}`;
  }
  const sent = [...plan.foreign.values()];
  const told = withoutSent(answer.body, sent);
  const word = forbidden.find((one) => told.includes(one));
  if (word !== undefined) return `the answer holds ${word}, which is not the asker's to see`;
  if (answer.status !== phantom.status)
    return `${answer.status}, and ${phantom.status} for an id of nothing: ${phantom.body.slice(0, 300)}`;
  const values = [...sent, ...sent.map(phantomOf), `fz${plan.seed}z`];
  const [mine, nothing] = [comparable(answer.body, values), comparable(phantom.body, values)];
  return mine === nothing ? undefined : `another answer than for an id of nothing: ${nothing.slice(0, 300)}`;
}

function leakOf(place: Place, plan: Plan, { answer, fault }: { answer: Answer; fault: string }): Finding {
  const foreign = [...plan.foreign].map(([key, value]) => `${key}=${value}`).join(", ");
  return {
    what: fault,
    plan: `${plan.endpoint.name} by ${plan.asker.name} with ${foreign}`,
    curl: asCurl(place.api.publicUrl, requestOf(place, plan)),
    answer: `${answer.status} ${answer.body.slice(0, 600)}`,
  };
}
