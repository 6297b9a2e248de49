import { showId, type AttemptView } from "@stoa/contract";
import type { Ctx } from "../../../base/index.ts";
import type { AttemptRow } from "../store/attempts.ts";
import { openSealed } from "./sealed.ts";

/** A try as whoever began it sees it. The code to type is theirs to see while it can be typed. */
export function showAttempt(ctx: Ctx, row: AttemptRow & { account?: string | null }): AttemptView {
  const isOver = row.state === "done" || row.state === "failed";
  const isLate = !isOver && row.expiresAt <= ctx.clock.now();
  const { userCode, address, everySeconds = 5 } = row.way === "device" && !isOver && !isLate ? openSealed(ctx, row.id, row.sealed) : {};
  return {
    id: showId("connectionAttempt", row.id),
    way: row.way,
    state: isLate ? "expired" : row.state,
    error: row.error,
    connectionId: row.resultId === null ? null : showId("connection", row.resultId),
    account: row.account ?? null,
    expiresAt: new Date(row.expiresAt).toISOString(),
    device: userCode === undefined || address === undefined ? null : { code: userCode, address, everySeconds },
  };
}
