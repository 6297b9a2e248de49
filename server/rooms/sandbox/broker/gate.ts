import type { Simulator } from "../simulate/simulator.ts";
import type { Account } from "./read-connections.ts";

/** Stands before an API where more decides on a request than lines of a manifest, at every request anew. */
export interface Gate {
  title: string;
  base: URL;
  admit(request: { method: string; path: string }): Promise<Admission | GateRefusal>;
  /** Told of requests that could be read in two ways, which were refused before it was asked. */
  malformed(request: { method: string; path: string }, why: string): void;
}

/** A request that is passed on. */
export interface Admission {
  /** Added to it, in place of what the program says there. */
  headers: Readonly<Record<string, string>>;
  /** Hidden from what comes back. */
  sensitive: readonly string[];
  /** Fires when it may go on no longer; its reason is an Error that says why. */
  signal: AbortSignal;
  /** Told once, when it is over; `fault` says why there was no whole answer. */
  ended(outcome: Tally & { fault?: string }): void;
}

export interface GateRefusal {
  status: 400 | 403 | 503;
  error: string;
  what: string;
  fix: string;
  /** Whose move it is: the program asked for what it has not declared, or for what its customer does not allow, or it is neither's. */
  because: "undeclared" | "withheld" | "neither";
}

/** What went through of one request. */
export interface Tally {
  status: number | null;
  bytesOut: number;
  bytesIn: number;
}

/** No account of a manifest can have this name: theirs are one word. */
export const gateHost = "api.host.stoa.internal";
export const gateVariable = "STOA_HOST_API";

export function accountOfGate(gate: Gate, simulator: Simulator | undefined): Account {
  return { name: "host", title: gate.title, host: gateHost, base: gate.base, rules: [], credential: { kind: "none" }, simulator, gate };
}

/** A header's name as servers may read it: many make one sign of all that is neither letter nor digit. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "-");

/** Headers that would make another request of one that was let through. Takes a plain name. */
export function isAnotherRequest(name: string): boolean {
  return /^(?:x-http-method.*|x-method-override|x-original-.*|x-rewrite-.*)$/.test(name);
}

/** Headers that speak for somebody else, which a gate's API believes. Takes a plain name. */
export function isKeptFromGate(name: string): boolean {
  return /^(?:authorization|cookie|forwarded|x-forwarded-.*)$/.test(name);
}
