import { showId, type AlertMessage } from "@stoa/contract";
import { showAlert } from "../show.ts";
import type { Delivery } from "./deliver.ts";

const hostOf = (publicUrl: string): string => new URL(publicUrl).host;
const moment = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** Where the page about it is. */
export function linkOf({ alert, publicUrl }: Delivery): string {
  return alert ? `${publicUrl}/operator/alerts/${showId("alert", alert.id)}` : `${publicUrl}/operator/alerts`;
}

/** A mail's words. */
export function describeInWords(delivery: Delivery): { subject: string; text: string } {
  const { alert, kind, publicUrl } = delivery;
  const host = hostOf(publicUrl);
  if (!alert)
    return {
      subject: `[Stoa ${host}] Test`,
      text: `This is the test you asked for. Alerts of ${publicUrl} come this way.\n\n${linkOf(delivery)}\n`,
    };
  if (kind === "closed")
    return {
      subject: `[Stoa ${host}] Over: ${alert.title}`,
      text: `This is over since ${moment(alert.closedAt ?? delivery.at)}. It began ${moment(alert.openedAt)}.\n\nLast seen: ${alert.text}\n\n${linkOf(delivery)}\n`,
    };
  return {
    subject: `[Stoa ${host}] ${alert.title}`,
    text: `${alert.text}\n\nSince ${moment(alert.openedAt)}.\n\nWhat to do: ${alert.fix}\n\n${linkOf(delivery)}\n`,
  };
}

/** A webhook's body. */
export function describeAsMessage(delivery: Delivery): AlertMessage {
  const { alert, kind, at, publicUrl } = delivery;
  return {
    type: `alert.${kind}`,
    timestamp: new Date(at).toISOString(),
    data: { deployment: hostOf(publicUrl), alert: alert ? showAlert(alert) : null, link: linkOf(delivery) },
  };
}
