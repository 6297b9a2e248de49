/** What the engine goes by. Milliseconds, bytes and counts; the wiring may hand in others. */
export interface RunSettings {
  /**
   * A runner not heard of for so long is lost. Measured by the database's clock. Less a beat it is longer than a spawner lets the boxes of a frozen runner
   * go on (10 s).
   */
  leaseMs: number;
  beatMs: number;
  /** Not renewed for so long, a runner ends its own attempts. */
  fenceMs: number;
  leaderLeaseMs: number;
  /** How long the dispatcher sleeps when nothing waits, and when something might. */
  idlePollMs: number;
  busyPollMs: number;
  /** How often the dispatcher looks at all that waits; in between at what became claimable lately. */
  deepScanMs: number;
  /** How long ended attempts are gathered at most, counted anew behind a commit under way, while boxes are short and slots have enough to go on with. */
  completionLingerMs: number;
  /** A run lost with its runner so often is ended as failed. */
  mostLosses: number;
  retryBaseMs: number;
  retryMostMs: number;
  queueLimitPerCustomer: number;
  queueLimitPerInstallation: number;
  queueTtlMs: number;
  bundleCount: number;
  bundleBytes: number;
  deliveryBytes: number;
  /** Events of all accounts that one address, and one installation, takes in a minute, by each api process; as many at once. */
  eventsPerAddress: number;
  /** Of these, for one account: a flood of one leaves the address to the others. */
  eventsPerAccount: number;
  eventsPerInstallation: number;
  probeTimeoutMs: number;
  killGraceMs: number;
  /** From the SIGTERM of a runner that stops to the SIGKILL: its machine may go away soon after. Every program is told it, `STOA_GRACE`. */
  preemptGraceMs: number;
  /** How long an attempt waits for a database or a spawner that is away before it counts as lost. */
  patienceMs: number;
  historyDays: number;
  deliveryDays: number;
  /** Most runs that make up for missed times of one schedule with the policy `all`; older times are passed over. */
  mostBackfill: number;
  /** Most runs of one customer at the same time; null: as many as there are slots. */
  customerCap: number | null;
  /** `deny`: a program that would read a customer's secret itself is not started. */
  rawSecrets: "allow" | "deny";
}

const second = 1_000;
const minute = 60 * second;

export const defaultSettings: RunSettings = {
  leaseMs: 13 * second,
  beatMs: 2 * second,
  fenceMs: 8 * second,
  leaderLeaseMs: 3 * second,
  idlePollMs: 400,
  busyPollMs: 40,
  deepScanMs: 30 * second,
  completionLingerMs: 160,
  mostLosses: 5,
  retryBaseMs: 30 * second,
  retryMostMs: 15 * minute,
  queueLimitPerCustomer: 100_000,
  queueLimitPerInstallation: 25_000,
  queueTtlMs: 7 * 24 * 60 * minute,
  bundleCount: 1_000,
  bundleBytes: 1_048_576,
  deliveryBytes: 1_048_576,
  eventsPerAddress: 30_000,
  eventsPerAccount: 3_000,
  eventsPerInstallation: 3_000,
  probeTimeoutMs: 20 * second,
  killGraceMs: 30 * second,
  preemptGraceMs: 10 * second,
  patienceMs: 10 * second,
  historyDays: 400,
  deliveryDays: 7,
  mostBackfill: 100,
  customerCap: null,
  rawSecrets: "allow",
};
