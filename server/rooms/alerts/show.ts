import { readId, showId, type AlertChannelView, type AlertView, type IdKind, type NotificationView } from "@stoa/contract";
import { notFound } from "../../base/index.ts";
import type { AlertRow } from "./store/alerts.ts";
import type { ChannelRow } from "./store/channels.ts";
import type { NotificationRow } from "./store/notifications.ts";

const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();
const momentOrNull = (milliseconds: number | null): string | null => (milliseconds === null ? null : moment(milliseconds));

/** The uuid in a path or query. @throws StoaError not_found */
export function takeId(kind: IdKind, text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind === "alert" ? "alert" : "alert channel");
  return id;
}

export function showAlert(row: AlertRow): AlertView {
  const { condition, severity, title, text, fix } = row;
  return {
    id: showId("alert", row.id),
    condition,
    severity,
    state: row.closedAt === null ? "open" : "closed",
    title,
    text,
    fix,
    openedAt: moment(row.openedAt),
    seenAt: moment(row.seenAt),
    closedAt: momentOrNull(row.closedAt),
  };
}

export function showChannel(row: ChannelRow): AlertChannelView {
  const { name, settings, error } = row;
  return {
    id: showId("alertChannel", row.id),
    name,
    settings,
    hasSecret: row.secretId !== null,
    lastOkAt: momentOrNull(row.lastOkAt),
    failingSince: momentOrNull(row.failingSince),
    error,
    dueAt: momentOrNull(row.dueAt),
    createdAt: moment(row.createdAt),
  };
}

export function showNotification(row: NotificationRow): NotificationView {
  const { kind, state, attempts, error } = row;
  return {
    id: showId("notification", row.id),
    kind,
    channel: { id: row.channelId === null ? null : showId("alertChannel", row.channelId), name: row.channelName },
    state,
    attempts,
    dueAt: state === "waiting" ? moment(row.dueAt) : null,
    sentAt: momentOrNull(row.sentAt),
    error,
  };
}
