import type { ScheduleRow } from "../store/schedules.ts";
import { lastDues, nextDue } from "./next-due.ts";

/** With backfill `none`, later than this a missed time is passed over. */
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

/** The first may be of a line that was changed since, or of a zone whose rules were: it is kept when nothing newer is found. */
function missedTimes({ cron, zone, backfill }: Times, first: number, until: number, most: number): number[] {
  const times = lastDues(cron, zone, until, backfill === "all" ? most : 1).filter((at) => at >= first);
  return times.length > 0 ? times : [first];
}
