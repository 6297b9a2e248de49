import type { RateState } from "../store/limits.ts";
import type { GateRule, LimitRules, LimitTarget } from "./limit-rules.ts";

/** A limit at work: how many runs it sees under way, and how many may still begin. */
export interface Gate extends GateRule {
  running: number;
  /** Given out in this round and not yet known to be claimed. */
  promised: number;
  tokens: number;
  filledAt: number;
}

const noGates: readonly Gate[] = [];

/**
 * The limits that runs pass, in the leader's memory: what runs is counted from the table's rows, what is left of a rate goes on from
 * where the claim before wrote it. A full bucket holds a second's worth, one run at least.
 */
export class Gates {
  #rules: LimitRules;
  readonly #gates = new Map<string, Gate>();
  readonly #kept = new Map<string, RateState>();
  readonly #touched = new Set<Gate>();

  constructor(rules: LimitRules) {
    this.#rules = rules;
  }

  get rules(): LimitRules {
    return this.#rules;
  }

  /** Other limits from now on; the caller hands in anew what runs. */
  replace(rules: LimitRules, rates: readonly RateState[]): void {
    this.#rules = rules;
    this.#gates.clear();
    this.#touched.clear();
    this.#kept.clear();
    for (const rate of rates) this.#kept.set(rate.key, rate);
  }

  of(target: LimitTarget, now: number): readonly Gate[] {
    if (!this.#rules.limitAny) return noGates;
    const rules = this.#rules.gatesOf(target);
    return rules.length === 0 ? noGates : rules.map((rule) => this.#gate(rule, now));
  }

  /** How many runs all of these let begin now. */
  room(gates: readonly Gate[], now: number): number {
    let room = Number.POSITIVE_INFINITY;
    for (const gate of gates) {
      if (gate.atOnce !== null) room = Math.min(room, gate.atOnce - gate.running - gate.promised);
      if (gate.perMinute !== null) room = Math.min(room, Math.floor(fill(gate, now) - gate.promised + 1e-9));
    }
    return room;
  }

  promise(gates: readonly Gate[]): void {
    for (const gate of gates) gate.promised += 1;
    for (const gate of gates) this.#touched.add(gate);
  }

  /** What was promised is claimed by now, or was not there. */
  settle(): void {
    for (const gate of this.#touched) gate.promised = 0;
    this.#touched.clear();
  }

  begin(gates: readonly Gate[], isNew: boolean): void {
    for (const gate of gates) {
      gate.running += 1;
      if (isNew && gate.perMinute !== null) gate.tokens -= 1;
    }
  }

  end(gates: readonly Gate[]): void {
    for (const gate of gates) gate.running -= 1;
  }

  /** When the first of these that are closed by their rate opens; null where another limit closes. */
  opensAt(gates: readonly Gate[], now: number): number | null {
    let at = now;
    for (const gate of gates) {
      if (gate.atOnce !== null && gate.running >= gate.atOnce) return null;
      if (gate.perMinute !== null) at = Math.max(at, now + ((1 - fill(gate, now)) * 60_000) / gate.perMinute);
    }
    return at;
  }

  #gate(rule: GateRule, now: number): Gate {
    const known = this.#gates.get(rule.key);
    if (known) return known;
    const kept = this.#kept.get(rule.key);
    const tokens = rule.perMinute === null ? 0 : (kept?.tokens ?? capacity(rule.perMinute));
    const gate: Gate = { ...rule, running: 0, promised: 0, tokens, filledAt: kept?.filledAt ?? now };
    this.#gates.set(rule.key, gate);
    return gate;
  }
}

function capacity(perMinute: number): number {
  return Math.max(1, perMinute / 60);
}

function fill(gate: Gate, now: number): number {
  const { perMinute } = gate;
  if (perMinute === null) return Number.POSITIVE_INFINITY;
  const passed = Math.max(0, now - gate.filledAt);
  gate.tokens = Math.min(capacity(perMinute), gate.tokens + (passed * perMinute) / 60_000);
  gate.filledAt = now;
  return gate.tokens;
}

/** The rates these took of, as the next leader must find them. */
export function ratesOf(gates: Iterable<Gate>): RateState[] {
  return [...gates].flatMap(({ key, perMinute, tokens, filledAt }) => (perMinute === null ? [] : [{ key, tokens, filledAt }]));
}
