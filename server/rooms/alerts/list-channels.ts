import type { AlertChannelList } from "@stoa/contract";
import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { showChannel } from "./show.ts";
import { listChannelRows } from "./store/channels.ts";

/** The ways the operator is told, with how the last try went. @throws StoaError forbidden */
export async function listChannels(ctx: Ctx): Promise<AlertChannelList> {
  requireRole(ctx, "operator");
  const rows = await transaction(ctx, ({ tx }) => listChannelRows(tx));
  return { items: rows.map(showChannel) };
}
