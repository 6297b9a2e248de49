import type { ScopeKind } from "../document.ts";
import { levels, type Kind } from "../kinds.ts";

/** Who a person or program is in one of the places of a line. */
export interface Seat {
  scope: ScopeKind;
  /** What it may do, in a word. */
  may: "everything" | "little" | "nothing any more";
  /** How a request brings it: a program's token, a session as the frame sends it, or a session in a browser's cookie. */
  way: "token" | "session" | "cookie";
  credential: string;
  /** Of a session: begins it anew. */
  renew?: () => Promise<void>;
}

/** One customer with what it installed, of one publisher, at one side of a host: an object of every kind, all of them belonging together. */
export interface Line {
  name: string;
  /** Names of the tenants; lines may share some. */
  camp: string;
  side: string;
  publisher: string;
  customer: string;
  ids: Record<Kind, string>;
  /** What its customer agrees to who installs its listing. */
  consent: string;
  /** Of each level, a word that every text of its objects holds and no other text does. */
  canaries: Record<"camp" | "side" | "publisher" | "market" | "customer" | "account", string>;
  /** Uuids of its tenants and their people: every row of theirs names one. */
  tenants: string[];
  seats: Seat[];
  /** The clock has run on: sessions, and the host's look at what is installed, begin anew. */
  renew(): Promise<void>;
}

/** Kinds of a customer that the publisher of its installation sees. */
const shownToPublisher = new Set<Kind>(["customer", "customerRef", "installation", "run", "call", "help"]);
/** Kinds of a side that who belongs to its camp sees. */
const shownToCamp = new Set<Kind>(["host", "hostSlug", "side", "provider"]);
/** What a host has once for both of its sides; its people have a seat at both. */
const ofHost = new Set<Kind>(["host", "hostSlug", "side", "publisher", "signinProvider", "sideMembership", "sideToken"]);

/** Whether an object of `other` is none that a seat of `own` in this scope may see. */
export function isForeign(scope: ScopeKind, own: Line, other: Line, kind: Kind): boolean {
  if (scope === "operator" || own.ids[kind] === other.ids[kind]) return false;
  const level = levels[kind];
  if (level === "operator") return true;
  if (scope === "customer") return isForeignToCustomer(own, other, kind);
  if (scope === "publisher") {
    if (level === "customer" && !shownToPublisher.has(kind)) return true;
    if (level === "side") return shownToCamp.has(kind) ? own.camp !== other.camp : true;
    return own.publisher !== other.publisher;
  }
  if (ofHost.has(kind)) return own.camp !== other.camp;
  return level === "publisher" ? true : own.side !== other.side;
}

function isForeignToCustomer(own: Line, other: Line, kind: Kind): boolean {
  const level = levels[kind];
  if (level === "customer") return own.customer !== other.customer;
  if (level === "market" || kind === "publisher" || shownToCamp.has(kind)) return own.side !== other.side;
  return true;
}

/** Words that no answer to a seat of `own` in this scope may hold. Undefined scope: whoever is nobody here. */
export function forbiddenWords(scope: ScopeKind | undefined, own: Line, lines: readonly Line[]): Set<string> {
  return new Set(lines.flatMap((other) => wordsOf(scope, own, other)));
}

function wordsOf(scope: ScopeKind | undefined, own: Line, other: Line): string[] {
  const { camp, side, publisher, market, customer, account } = other.canaries;
  if (scope === undefined) return [side, publisher, market, customer, account];
  const away = own.camp === other.camp ? [] : [camp];
  const offered = own.side === other.side || own.publisher === other.publisher ? [] : [market];
  switch (scope) {
    case "customer":
      return [...away, ...offered, side, publisher, ...(own.customer === other.customer ? [] : [customer, account])];
    case "publisher":
      return [...away, side, account, ...(own.publisher === other.publisher ? [] : [publisher, market, customer])];
    case "side":
      return [...away, ...offered, publisher, ...(own.side === other.side ? [] : [side, customer, account])];
    case "operator":
      return [];
  }
}
