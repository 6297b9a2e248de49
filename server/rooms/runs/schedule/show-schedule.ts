import type { ScheduleView } from "@stoa/contract";
import { transaction, type Ctx } from "../../../base/index.ts";
import { getInstallation } from "../../installs/index.ts";
import { requireInstallation } from "../scope.ts";
import { moment } from "../show.ts";
import { listSchedules } from "../store/schedules.ts";
import { jitterSeconds, nextDue } from "./next-due.ts";

const shown = 5;

/** When an installation runs by itself, with the next times. */
export async function showSchedule(ctx: Ctx, input: { installationId: string }): Promise<ScheduleView> {
  return transaction(ctx, async (inner) => {
    const { state } = await requireInstallation(inner, input.installationId);
    const { schedule: cron, zone, scheduleEditable: editable } = await getInstallation(inner, input);
    const active = state === "active" && cron !== null;
    const now = inner.clock.now();
    if (cron === null) return { cron, zone, active, editable, jitterSeconds: 0, next: [] };
    const [row] = await listSchedules(inner.tx, [input.installationId]);
    const jitter = row?.jitterSeconds ?? jitterSeconds(input.installationId, cron, zone, now);
    return { cron, zone, active, editable, jitterSeconds: jitter, next: active ? nextTimes(cron, zone, now) : [] };
  });
}

function nextTimes(cron: string, zone: string, now: number): string[] {
  const times: string[] = [];
  for (let at = nextDue(cron, zone, now); at !== null && times.length < shown; at = nextDue(cron, zone, at)) times.push(moment(at));
  return times;
}
