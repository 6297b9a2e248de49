/** What is known of the deployment at one moment, gathered by the wiring from every part. Milliseconds since 1970, bytes. */
export interface Figures {
  /** When this database was made: nothing is missed before it could have been done. */
  madeAt: number;
  runnersUp: number;
  waiting: number;
  /** Since when the longest-waiting run could have begun. */
  oldestReadyAt: number | null;
  backup: { madeAt: number | null; verifiedAt: number | null; failedAt: number | null; error: string | null };
  disk: { path: string; freeBytes: number; totalBytes: number };
  /** The longest open transaction that keeps old rows from being cleaned away. */
  oldestTransaction: { seconds: number; application: string; pid: number } | null;
  /** Undefined where programs are started by another process than this. */
  spawnerUp: boolean | undefined;
  facts: { handler: string; oldestAt: number | null; givenUp: number }[];
  /** Alert channels that take nothing. */
  failingChannels: { name: string; since: number; error: string }[];
}
