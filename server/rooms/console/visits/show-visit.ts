import { showId, type VisitView } from "@stoa/contract";
import { moment } from "../show.ts";
import type { VisitRow } from "../store/visits.ts";

export const isOpen = (row: VisitRow, now: number): boolean => row.endedAt === null && row.endsAt > now;

export function showVisit(row: VisitRow, now: number): VisitView {
  return {
    id: showId("visit", row.id),
    customerId: showId("customer", row.customerId),
    installationId: showId("installation", row.installationId),
    by: row.personName,
    host: row.hostName,
    reason: row.reason,
    openedAt: moment(row.openedAt),
    endsAt: moment(row.endedAt ?? row.endsAt),
    open: isOpen(row, now),
  };
}
