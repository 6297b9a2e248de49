import type { LimitKind, LimitRow, LimitSetter, LimitValues } from "../store/limits.ts";

/** What limits look at in a run, or in a line of runs. */
export interface LimitTarget {
  hostId: string;
  sideId: string;
  customerId: string;
  integrationId: string;
  /** The account at the other service, or the installation where that is not known to be shared. */
  accountKey: string;
}

/** One thing that must have room before a run may begin. */
export interface GateRule {
  key: string;
  kind: Exclude<LimitKind, "plan">;
  setBy: LimitSetter;
  atOnce: number | null;
  perMinute: number | null;
}

/** What is said of one customer: its own limits, and what these do not say from the plan it is on. */
export interface CustomerLimits {
  operator: LimitValues;
  host: LimitValues;
}

const nothing: LimitValues = { weight: null, atOnce: null, perMinute: null, waiting: null, waitMinutes: null };

/** All limits, made ready to be asked for each run: a look into a few maps, whatever their number. */
export class LimitRules {
  readonly #rows = new Map<string, LimitRow>();
  /** The largest weight a side gives: its customers' shares are parts of that, so that no host gains on another by large numbers. */
  readonly #largest = new Map<string, number>();
  readonly #defaultCap: number | null;

  constructor(rows: readonly LimitRow[], defaultCap: number | null) {
    this.#defaultCap = defaultCap;
    for (const row of rows) {
      this.#rows.set(keyOf(row.kind, row.setBy, row.kind === "customer" ? null : row.sideId, row.subjectId ?? row.plan ?? ""), row);
      if (row.setBy === "host" && row.sideId !== null && row.weight !== null)
        this.#largest.set(row.sideId, Math.max(1, row.weight, this.#largest.get(row.sideId) ?? 1));
    }
  }

  /** Whether anything counts what runs, or might. */
  get limitAny(): boolean {
    return this.#rows.size > 0 || this.#defaultCap !== null;
  }

  /** Accounts that have a limit of their own. */
  limitedAccounts(): string[] {
    return [...this.#rows.values()].flatMap((row) => (row.kind === "account" && row.subjectId !== null ? [row.subjectId] : []));
  }

  weightOf(of: Pick<LimitTarget, "customerId" | "sideId">): number {
    const { operator, host } = this.customer(of);
    return ((operator.weight ?? 1) * (host.weight ?? 1)) / (this.#largest.get(of.sideId) ?? 1);
  }

  customer({ customerId, sideId }: Pick<LimitTarget, "customerId" | "sideId">): CustomerLimits {
    return { operator: this.#customerBy("operator", customerId, sideId), host: this.#customerBy("host", customerId, sideId) };
  }

  /** What must have room for a run of this target to begin; empty for most. */
  gatesOf(target: LimitTarget): GateRule[] {
    const gates: GateRule[] = [];
    const add = (
      kind: GateRule["kind"],
      setBy: LimitSetter,
      key: string,
      values: Pick<LimitValues, "atOnce" | "perMinute"> | undefined,
    ) => {
      if (values && (values.atOnce !== null || values.perMinute !== null))
        gates.push({ key, kind, setBy, atOnce: values.atOnce, perMinute: values.perMinute });
    };
    const { operator, host } = this.customer(target);
    const atOnce = operator.atOnce ?? this.#defaultCap;
    add("customer", "operator", `customer operator ${target.customerId}`, { ...operator, atOnce });
    add("customer", "host", `customer host ${target.customerId}`, host);
    for (const setBy of ["operator", "host"] as const) {
      for (const [kind, subjectId] of [
        ["integration", target.integrationId],
        ["account", target.accountKey],
        ["host", target.hostId],
      ] as const) {
        for (const sideId of [null, target.sideId]) {
          const key = keyOf(kind, setBy, sideId, subjectId);
          add(kind, setBy, key, this.#rows.get(key));
        }
      }
    }
    return gates;
  }

  #customerBy(setBy: LimitSetter, customerId: string, sideId: string): LimitValues {
    const own = this.#rows.get(keyOf("customer", setBy, null, customerId));
    const plan = typeof own?.plan === "string" ? this.#rows.get(keyOf("plan", setBy, sideId, own.plan)) : undefined;
    return own ? merge(own, plan ?? nothing) : nothing;
  }
}

function merge(own: LimitValues, plan: LimitValues): LimitValues {
  return {
    weight: own.weight ?? plan.weight,
    atOnce: own.atOnce ?? plan.atOnce,
    perMinute: own.perMinute ?? plan.perMinute,
    waiting: own.waiting ?? plan.waiting,
    waitMinutes: own.waitMinutes ?? plan.waitMinutes,
  };
}

function keyOf(kind: LimitKind, setBy: LimitSetter, sideId: string | null, subject: string): string {
  return `${kind} ${setBy} ${sideId ?? "*"} ${subject}`;
}
