import type { RunDay, RunDays, RunDaysQuery } from "@stoa/contract";
import { firstIdOf, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { tenantOf } from "./scope.ts";
import { takeId } from "./show.ts";
import { countDays } from "./store/lists.ts";

const dayMs = 86_400_000;

/** Ended work runs a day in a zone, by outcome and failure class, oldest first; days without runs are there with zeros. */
export async function countRunDays(ctx: Ctx, query: RunDaysQuery): Promise<RunDays> {
  const zone = query.zone ?? "UTC";
  const dayOf = dayReader(zone);
  const length = query.days ?? 30;
  const now = ctx.clock.now();
  const filter = {
    installationId: query.installationId === undefined ? undefined : takeId("installation", query.installationId),
    integrationId: query.integrationId === undefined ? undefined : takeId("integration", query.integrationId),
    fromId: firstIdOf(now - length * dayMs),
  };
  const rows = await transaction(ctx, ({ tx }) => countDays(tx, tenantOf(ctx), filter, zone));
  const days = new Map<string, RunDay>();
  for (let back = length - 1; back >= 0; back--) days.set(dayOf(now - back * dayMs), emptyDay(dayOf(now - back * dayMs)));
  for (const row of rows) {
    const day = days.get(row.day);
    if (!day) continue;
    day[row.outcome] += row.count;
    day.wallMs += row.wallMs;
    if (row.failureClass !== null) day.classes[row.failureClass] = (day.classes[row.failureClass] ?? 0) + row.count;
  }
  return { days: [...days.values()] };
}

function emptyDay(day: string): RunDay {
  return { day, succeeded: 0, failed: 0, cancelled: 0, classes: {}, wallMs: 0 };
}

function dayReader(zone: string): (milliseconds: number) => string {
  try {
    const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    return (milliseconds) => format.format(milliseconds);
  } catch {
    throw new StoaError("invalid_input", { what: `"${zone}" is not a time zone.`, fix: "Use a name such as Europe/Berlin." });
  }
}
