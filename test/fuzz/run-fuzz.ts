import { fuzzBad, type BadReport } from "./bad/fuzz-bad.ts";
import { digestOf } from "./cross/digest.ts";
import { forgeWrites, type ForgeReport } from "./cross/forge.ts";
import { fuzzCross, type CrossReport } from "./cross/fuzz-cross.ts";
import { findTargets } from "./cross/make-plans.ts";
import { callOwn } from "./cross/own-calls.ts";
import type { Endpoint } from "./document.ts";
import { findLingering } from "./find-lingering.ts";
import type { Place } from "./open-place.ts";
import type { Line } from "./world/line.ts";

export interface FuzzOptions {
  seed: number;
  crossCalls: number;
  badCalls: number;
}

export interface FuzzReport {
  cross: CrossReport;
  bad: BadReport;
  forged: ForgeReport;
  /** Reads of whoever may: refused, or with something of others in the answer. */
  unread: string[];
  /** The same at the end, for those whose things nobody may have touched. */
  unreadAfter: string[];
  /** Writes of whoever may, that do not have the right form: what comes after that is never reached. */
  malformed: string[];
  /** Tables in which rows of others changed. */
  changed: string[];
  /** Places for an id in which no stranger's stood. */
  missed: string[];
  /** What goes on when nobody asks any more. */
  lingering: string[];
}

/** The first line attacks, first with strangers' ids, then with what nobody should send; the others must not notice. */
export async function runFuzz(place: Place, { seed, crossCalls, badCalls }: FuzzOptions): Promise<FuzzReport> {
  const [attacker, ...others] = place.lines;
  if (!attacker) throw new Error("the world is empty");
  const unread = await readOwn(place, attacker, seed);
  const before = await digestOf(place, others, [attacker]);
  const cross = await fuzzCross(place, { attackers: [attacker], calls: crossCalls, seed });
  const forged = await forgeWrites(place, attacker, { seed });
  const bad = await fuzzBad(place, { line: attacker, calls: badCalls, seed });
  const after = await digestOf(place, others, [attacker]);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((table) => before.get(table) !== after.get(table));
  const bystander = others.at(-1) ?? attacker;
  const unreadAfter = await readOwn(place, bystander, seed + 1, false);
  const malformed = await writeOwn(place, bystander, seed + 2);
  const wanted = findTargets(place).flatMap(({ endpoint, slots }) => slots.map(({ key }) => `${endpoint.name} ${key}`));
  const missed = wanted.filter((slot) => !cross.slots.has(slot) && !isNobodysElse(slot));
  const lingering = await findLingering(place.api.world.db);
  return { cross, bad, forged, unread, unreadAfter, malformed, changed, missed, lingering };
}

/** Of the operator alone: there is no other's. */
function isNobodysElse(slot: string): boolean {
  return / \/v1\/operator\//.test(slot);
}

async function readOwn(place: Place, line: Line, seed: number, alone = true): Promise<string[]> {
  await line.renew();
  const answers = await callOwn(
    place,
    line,
    ({ method, path }) => method === "GET" && !path.startsWith("/hooks/") && !path.endsWith("/exports/{exportId}/file"),
    seed,
  );
  return answers.flatMap(({ answer, held, endpoint }) => {
    // The operator's seat is a program's token; what is a person's own is none of its.
    if (endpoint.scope === "operator" && answer.status === 403 && answer.body.includes("Sign in as a person")) return [];
    if (answer.status < 200 || answer.status >= 300) return [`${endpoint.name} answered ${answer.status}: ${answer.body.slice(0, 300)}`];
    return held === undefined || !alone ? [] : [`${endpoint.name} holds ${held}, which is others'`];
  });
}

/** Ends what it can, so last of all: customers first, since their host may close them. */
async function writeOwn(place: Place, line: Line, seed: number): Promise<string[]> {
  const scopes = ["customer", "publisher", "side", undefined, "operator"] as const;
  const methods = ["PUT", "PATCH", "POST", "DELETE"] as const;
  const malformed: string[] = [];
  for (const scope of scopes)
    for (const method of methods) {
      const wanted = (endpoint: Endpoint): boolean => endpoint.scope === scope && endpoint.method === method;
      for (const { endpoint, answer } of await callOwn(place, line, wanted, seed))
        if (answer.status === 0 || (answer.status === 400 && answer.body.includes("does not have the right form")) || answer.status >= 500)
          malformed.push(`${endpoint.name} answered ${answer.status}: ${answer.body.slice(0, 300)}`);
    }
  return malformed;
}
