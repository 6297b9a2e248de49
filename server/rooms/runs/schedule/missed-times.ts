import type { ScheduleRow } from "../store/schedules.ts";
import { lastDues, nextDue } from "./next-due.ts";

/** Later than this a time is missed: with backfill `none` it is passed over. */
const graceMs = 5 * 60_000;

type Times = Pick<ScheduleRow, "cron" | "zone" | "nextDue" | "backfill" | "jitterSeconds">;

/**
 * Which of the times up to now are run, oldest first: the one that is due, or of several that passed while nobody looked none, the last, or
 * the last `most`.
 */
export function dueMoments(row: Times, now: number, most: number): number[] {
  const { cron, zone, nextDue: first } = row;
  if (first === null) return [];
  const delay = row.jitterSeconds * 1_000;
  const following = nextDue(cron, zone, first);
  const missed = following !== null && following + delay <= now;
  const times = missed ? missedTimes(row, first, now - delay, most) : [first];
  return row.backfill === "none" ? times.filter((at) => now - at - delay <= graceMs) : times;
}

/**
 * Which of the times up to now are run, and the one after them. A last time that is made up for late stands for every one up to now; else only
 * those are over whose turn came: with a long delay the next may be past already.
 */
export function dueStep(row: Times, now: number, most: number): { moments: number[]; at: number | null } {
  const moments = dueMoments(row, now, most);
  const turn = now - row.jitterSeconds * 1_000;
  const last = row.backfill === "last" ? moments.at(-1) : undefined;
  return { moments, at: nextDue(row.cron, row.zone, last !== undefined && turn - last > graceMs ? now : turn) };
}

/** The first may be of a line that was changed since, or of a zone whose rules were: it is kept when nothing newer is found. */
function missedTimes({ cron, zone, backfill }: Times, first: number, until: number, most: number): number[] {
  const times = lastDues(cron, zone, until, backfill === "all" ? most : 1).filter((at) => at >= first);
  return times.length > 0 ? times : [first];
}
