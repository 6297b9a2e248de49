import { asCurl, call, type Answer } from "../call.ts";
import type { Place } from "../open-place.ts";
import type { Line } from "../world/line.ts";
import type { Finding } from "../tell.ts";
import { hiddenFrom } from "./hidden.ts";
import { openNames } from "./own-names.ts";
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

/** So many plans are under way at once; what looks like a leak is asked again with nothing beside it. */
const atOnce = 8;

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
  const plans = makePlans(place, attackers, seed);
  const names = openNames();
  const judgeIt = (plan: Plan, both: Both): string | undefined =>
    judge(
      plan,
      names.isOwn(plan) ? { ...both, phantom: undefined } : both,
      forbidden(plan.asker, plan.endpoint).filter((word) => !isSent(word)),
    );
  const note = (plan: Plan, { answer, calls: made }: Both, fault: string | undefined): void => {
    report.calls += made;
    report.byStatus[answer.status] = (report.byStatus[answer.status] ?? 0) + made;
    endpoints.add(plan.endpoint.name);
    for (const key of plan.foreign.keys()) slots.add(`${plan.endpoint.name} ${key}`);
    if (fault !== undefined) report.leaks.push(leakOf(place, plan, { answer, fault }));
  };
  const keepSent = (plan: Plan, both: Both): void => {
    if (!didWrite(plan, both)) return;
    names.take(plan);
    for (const value of plan.foreign.values()) sent.add(value.toLowerCase());
  };
  while (report.calls < calls && report.leaks.length < most) {
    const wave = await Promise.all(takeSome(plans, atOnce).map(async (plan) => ({ plan, both: await askBoth(place, plan) })));
    for (const { plan, both } of wave) keepSent(plan, both);
    for (const { plan, both } of wave) {
      if (judgeIt(plan, both) === undefined) {
        note(plan, both, undefined);
        continue;
      }
      const alone = await askAlone(place, plan, attackers);
      keepSent(plan, alone);
      note(plan, alone, judgeIt(plan, alone));
    }
  }
  return { ...report, endpoints: endpoints.size, slots };
}

const didWrite = ({ endpoint }: Plan, { answer }: Both): boolean => answer.status < 300 && endpoint.method !== "GET";

/** Of a generator that goes on. */
function takeSome<T>(from: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value, done } = from.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

interface Both {
  answer: Answer;
  /** To the same about nothing; undefined where there is no such question. */
  phantom: Answer | undefined;
  calls: number;
}

/** A limit that was reached between the two, a thing the first of them made, or one of those beside it. */
async function askAlone(place: Place, plan: Plan, attackers: readonly Line[]): Promise<Both> {
  place.api.world.clock.advance(3_600_000);
  for (const line of attackers) await line.renew();
  const both = await askBoth(place, { ...plan, seed: plan.seed + 500_000 });
  return { ...both, calls: both.calls * 2 };
}

async function askBoth(place: Place, plan: Plan): Promise<Both> {
  const answer = await call(place.api, requestOf(place, plan));
  // What is its own it may do, and not twice alike: there only the answer and the rows of others count.
  if (plan.extra) return { answer, phantom: undefined, calls: 1 };
  return { answer, phantom: await call(place.api, requestOf(place, plan, phantomOf)), calls: 2 };
}

function judge(asked: Plan, { answer, phantom = answer }: Both, forbidden: readonly string[]): string | undefined {
  const plan = asked.extra ? { ...asked, foreign: new Map<string, string>() } : asked;
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
