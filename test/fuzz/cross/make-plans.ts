import { readId } from "@stoa/contract";
import { randomBy } from "../../chaos/random.ts";
import type { Endpoint } from "../document.ts";
import type { Slot } from "../fill/fill-request.ts";
import type { Place } from "../open-place.ts";
import type { Line } from "../world/line.ts";
import { askersOf, findSlots, strangersAt, wrongKinds, type Asker, type Plan } from "./plan.ts";
import { publicEndpoints } from "./public.ts";

interface Target {
  endpoint: Endpoint;
  slots: Slot[];
}

/** Where foreign things may stand. @throws when the document names what the world has not */
export function findTargets(place: Place): Target[] {
  return place.endpoints.flatMap((endpoint) => {
    const slots = findSlots(place, endpoint);
    for (const { key, kind } of slots)
      if (place.lines.some((line) => !line.ids[kind]))
        throw new Error(`${endpoint.name}: the world has no ${kind} for ${key}; make one in test/fuzz/world`);
    return slots.length === 0 || publicEndpoints[endpoint.name] !== undefined ? [] : [{ endpoint, slots }];
  });
}

/** First every slot alone, for whoever may do everything there; then any that come to mind. */
export function* makePlans(place: Place, attackers: readonly Line[], seed: number): Generator<Plan> {
  const random = randomBy(seed);
  const targets = findTargets(place);
  const askers = attackers.flatMap(askersOf);
  let made = seed * 1_000_003;
  for (const target of targets) for (const slot of target.slots) yield* alone(place, target, slot, { askers, random, next: () => ++made });
  for (;;) {
    const target = anyOf(targets, random);
    const asker = anyOf(likely(askers, target.endpoint, random), random);
    if (random() < 0.1) {
      const plan = smuggle(place, target.endpoint, attackers, random);
      if (plan) yield { ...plan, seed: ++made };
      continue;
    }
    const foreign = mix(place, asker, target, random);
    if (foreign.size > 0) yield { endpoint: target.endpoint, asker, foreign, seed: ++made };
  }
}

function* alone(
  place: Place,
  { endpoint }: Target,
  slot: Slot,
  { askers, random, next }: { askers: readonly Asker[]; random: () => number; next: () => number },
): Generator<Plan> {
  const wanted = askers.filter(
    ({ scope, name }) => (endpoint.scope === undefined || scope === endpoint.scope) && name.endsWith("everything"),
  );
  // What is a person's own is told to no token: who is signed in reaches furthest.
  const signedIn = wanted.find(({ seat }) => seat?.way !== "token") ?? wanted[0] ?? askers[0];
  for (const asker of signedIn ? [signedIn] : []) {
    const strangers = strangersAt(asker, endpoint, slot, place.lines);
    const chosen = strangers.length > 2 ? [anyOf(strangers, random), anyOf(strangers, random)] : strangers;
    for (const value of new Set(chosen)) yield { endpoint, asker, foreign: new Map([[slot.key, value]]), seed: next() };
  }
}

/** What would leave nobody to ask with, or nothing to ask for. */
const endings = /\/(?:close|uninstall|disconnect|withdraw|take-back|sessions\/current)$/;
const columns = ["customer", "publisher", "side", "host", "integration", "installation", "listing", "run", "connection"] as const;

/** All of the asker's own, and beside it strangers' ids as the database has them, under the names of its columns. */
function smuggle(place: Place, endpoint: Endpoint, attackers: readonly Line[], random: () => number): Omit<Plan, "seed"> | undefined {
  const others = place.lines.filter((line) => !attackers.includes(line));
  const askers = attackers.flatMap(askersOf).filter(({ scope, name }) => scope === endpoint.scope && name.endsWith("everything"));
  if (askers.length === 0 || endpoint.method === "DELETE" || endings.test(endpoint.path)) return undefined;
  const { ids } = anyOf(others, random);
  const extra = Object.fromEntries(columns.map((kind) => [`${kind}Id`, readId(kind, ids[kind]) ?? ""]));
  const id = anyOf(Object.values(extra), random);
  return { endpoint, asker: anyOf(askers, random), foreign: new Map(), extra: { ...extra, id } };
}

/** Mostly who has a seat in the scope; others must be turned away at the door. */
function likely(askers: readonly Asker[], endpoint: Endpoint, random: () => number): Asker[] {
  const inside = askers.filter(({ scope }) => scope === endpoint.scope && scope !== undefined);
  return inside.length > 0 && random() < 0.7 ? inside : [...askers];
}

/** Some slots of one stranger, some of several, some of another kind; the rest the asker's own. */
function mix(place: Place, asker: Asker, { endpoint, slots }: Target, random: () => number): Map<string, string> {
  const foreign = new Map<string, string>();
  const whole = random() < 0.4 ? anyOf(place.lines, random) : undefined;
  for (const slot of slots) {
    const all = strangersAt(asker, endpoint, slot, place.lines);
    const strangers = whole ? all.filter((value) => value === whole.ids[slot.kind]) : all;
    const wrong = random() < 0.15 ? wrongKinds(asker, slot, place.lines) : [];
    if (wrong.length > 0) foreign.set(slot.key, anyOf(wrong, random));
    else if (strangers.length > 0 && (whole || random() < 0.6)) foreign.set(slot.key, anyOf(strangers, random));
  }
  return foreign;
}

function anyOf<T>(all: readonly T[], random: () => number): T {
  const chosen = all[Math.floor(random() * all.length)];
  if (chosen === undefined) throw new Error("nothing to choose from");
  return chosen;
}
