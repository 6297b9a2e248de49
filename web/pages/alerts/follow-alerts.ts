import type { AlertChannelList, AlertPage } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";

export const channelsPath = "/v1/operator/alert-channels";

/** The ways the operator is told. */
export function useChannels() {
  return useRead<AlertChannelList>(channelsPath, undefined, { every: 30_000 });
}

/** The open alerts, asked for again every few seconds. */
export function useOpenAlerts() {
  return useRead<AlertPage>("/v1/operator/alerts", { state: "open", limit: 50 }, { every: 10_000 });
}
