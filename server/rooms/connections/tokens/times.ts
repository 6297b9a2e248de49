/** Before its end a token is fetched anew: a quarter of an hour, or half its life where that is less. */
export const mostEarlyMs = 15 * 60_000;
const dayMs = 86_400_000;

export interface Times {
  expiresAt: number | null;
  /** When the sweep fetches it anew although nobody asks; whoever asks does so from `earlyFrom` on. */
  refreshDueAt: number | null;
}

/** @param refreshable whether there is a way to a next token without a person */
export function timesOf(input: { lifetimeMs: number | undefined; refreshable: boolean; usedAt: number | null; now: number }): Times {
  const { lifetimeMs, refreshable, usedAt, now } = input;
  if (lifetimeMs === undefined) return { expiresAt: null, refreshDueAt: null };
  const expiresAt = now + lifetimeMs;
  if (!refreshable) return { expiresAt, refreshDueAt: expiresAt };
  const early = earlyFrom({ expiresAt, refreshedAt: now });
  // One that nothing uses is kept alive once a day: refresh tokens that are not used end, too.
  const isUsed = usedAt !== null && usedAt > now - dayMs;
  return { expiresAt, refreshDueAt: isUsed ? early : Math.max(early, now + dayMs) };
}

/** From when on a token is fetched anew before it is used. */
export function earlyFrom({ expiresAt, refreshedAt }: { expiresAt: number; refreshedAt: number }): number {
  return expiresAt - Math.min(mostEarlyMs, (expiresAt - refreshedAt) / 2);
}

const firstCoolMs = 15_000;
const mostCoolMs = 30 * 60_000;

/** How long nobody asks again after so many failures in a row; spread, so that many do not come back at once. */
export function coolMs(failures: number): number {
  return Math.min(mostCoolMs, firstCoolMs * 2 ** Math.min(failures, 10)) * (0.75 + Math.random() / 2);
}
