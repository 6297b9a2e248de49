/** Of what is sent by mail and its like: longer than any delivery takes, so that nobody sends what is being sent. */
export const sendingLeaseMs = 120_000;
/** How many are sent at once. */
export const sendingBatch = 20;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
/** Waits before each further try; after the last it is given up. */
const waits = [5 * second, 30 * second, 2 * minute, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour];

interface Settled {
  attempts: number;
  state: "sent" | "failed" | "waiting";
  dueAt: number;
  sentAt: number | null;
  error: string | null;
}

/** What becomes of something after a try, the first or a further one; `once`: it is not tried again. */
export function judgeTry(
  { attempts, once = false }: { attempts: number; once?: boolean },
  error: string | undefined,
  now: number,
): Settled {
  const wait = once ? undefined : waits[attempts - 1];
  const state = error === undefined ? "sent" : wait === undefined ? "failed" : "waiting";
  return { attempts, state, dueAt: now + (wait ?? 0), sentAt: error === undefined ? now : null, error: error ?? null };
}
