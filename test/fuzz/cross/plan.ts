import type { Endpoint, ScopeKind } from "../document.ts";
import { fillRequest, type Filling, type Slot } from "../fill/fill-request.ts";
import type { Request } from "../call.ts";
import type { Kind } from "../kinds.ts";
import type { Place } from "../open-place.ts";
import { isForeign, type Line, type Seat } from "../world/line.ts";
import { randomBy } from "../../chaos/random.ts";

/** Who asks: somebody of a line, or nobody. */
export interface Asker {
  name: string;
  scope: ScopeKind | undefined;
  seat: Pick<Seat, "way" | "credential"> | undefined;
  line: Line;
}

/** One request with things in it that are not its asker's. */
export interface Plan {
  endpoint: Endpoint;
  asker: Asker;
  /** By slot, what stands there that is not the asker's. */
  foreign: Map<string, string>;
  /** Of strangers, in fields and parameters that the endpoint does not have. */
  extra?: Readonly<Record<string, string>>;
  seed: number;
}

/** Slots of an endpoint, whatever may be left out among them. */
export function findSlots(place: Place, endpoint: Endpoint): Slot[] {
  const slots = new Map<string, Slot>();
  const [line] = place.lines;
  for (let seed = 0; seed < 12; seed++) {
    const pick = (slot: Slot): string => {
      slots.set(slot.key, slot);
      return line?.ids[slot.kind] ?? "";
    };
    fillRequest(endpoint, fillingOf(place, { pick, seed, consent: "", optional: 1 }));
  }
  return [...slots.values()];
}

export function fillingOf(place: Place, of: Pick<Filling, "pick" | "consent" | "optional"> & { seed: number }): Filling {
  const { outside, loginCode, resolve } = place;
  return { ...of, random: randomBy(of.seed), unique: `fz${of.seed}z`, outside, loginCode, resolve };
}

/** The request of a plan; `instead` stands where something foreign would. */
export function requestOf(place: Place, plan: Plan, instead: (value: string) => string = (value) => value): Request {
  const { endpoint, asker, foreign, seed, extra } = plan;
  const pick = ({ key, kind }: Slot): string => {
    const value = foreign.get(key);
    return value === undefined ? asker.line.ids[kind] : instead(value);
  };
  const filled = fillRequest(endpoint, fillingOf(place, { pick, seed, consent: asker.line.consent, optional: foreign.size > 1 ? 0.6 : 1 }));
  return { ...(extra ? withExtra(endpoint, filled, extra) : filled), ...bringing(asker.seat) };
}

/** How a request brings a seat's credential. */
export function bringing(seat: Pick<Seat, "way" | "credential"> | undefined): Pick<Request, "credential" | "asCookie"> {
  return seat ? { credential: seat.credential, asCookie: seat.way === "cookie" } : {};
}

function withExtra(endpoint: Endpoint, { url, body, method }: Request, extra: Readonly<Record<string, string>>): Request {
  if (body?.startsWith("{")) return { method, url, body: JSON.stringify({ ...extra, ...(JSON.parse(body) as object) }) };
  const named = new Set(endpoint.parameters.map(({ name }) => name));
  const added = Object.entries(extra).flatMap(([name, value]) => (named.has(name) ? [] : [`${name}=${value}`]));
  return { method, url: `${url}${url.includes("?") ? "&" : "?"}${added.join("&")}` };
}

/** Everybody who asks for what is not theirs. */
export function askersOf(line: Line): Asker[] {
  const seated = line.seats.map((seat: Seat): Asker => {
    const gone = seat.may === "nothing any more";
    return {
      name: `${seat.scope} of ${line.name} by ${seat.way} who may do ${seat.may}`,
      scope: gone ? undefined : seat.scope,
      seat,
      line,
    };
  });
  const nobody = { scope: undefined, line };
  return [
    ...seated,
    { ...nobody, name: "nobody", seat: undefined },
    { ...nobody, name: "a made-up token", seat: { way: "token", credential: `stoa_tok_${"x".repeat(43)}` } },
  ];
}

/** What of another line may stand in a slot so that the asker must be told nothing of it. */
export function strangersAt(asker: Asker, endpoint: Endpoint, { key, kind }: Slot, lines: readonly Line[]): string[] {
  const isOther = asker.scope === undefined || asker.scope !== endpoint.scope;
  // The tenant an address begins with, or its own thing, of whoever has no seat there.
  if (isOther && key.startsWith("path.")) return [...new Set(lines.map((line) => line.ids[kind]))];
  const strangers = lines.filter((line) =>
    asker.scope === undefined ? line !== asker.line : isForeign(asker.scope, asker.line, line, kind),
  );
  return [...new Set(strangers.map((line) => line.ids[kind]))];
}

/** A thing of another kind, in the place of one. */
export function wrongKinds(asker: Asker, { kind }: Slot, lines: readonly Line[]): string[] {
  const { scope } = asker;
  if (scope === undefined) return [];
  return lines.flatMap((line) =>
    (Object.keys(line.ids) as Kind[]).flatMap((other) =>
      other !== kind && isForeign(scope, asker.line, line, other) ? [line.ids[other]] : [],
    ),
  );
}
