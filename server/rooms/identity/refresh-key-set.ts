import { audit, engineCtx, notFound, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import type { AskAddress } from "./fetch-key-set.ts";
import { fetchAnew } from "./find-signing-key.ts";
import { sideOf } from "./side-of.ts";
import { claimKeySet, findKeySetRow, type KeySetRow } from "./store/keys.ts";

const restMs = 1_000;

/** Asks a key set's address now: a key taken out of it stops signing people in. @throws StoaError forbidden, not_found, rate_limited */
export async function refreshKeySet(ctx: Ctx, input: { keySetId: string }, ask: AskAddress): Promise<KeySetRow> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  const set = await transaction(ctx, async (inner) => {
    const found = await findKeySetRow(inner.tx, sideId, input.keySetId);
    if (!found) throw notFound("key set");
    const now = inner.clock.now();
    if (!(await claimKeySet(inner.tx, found.id, now, now - restMs)))
      throw new StoaError("rate_limited", { what: "This address was asked a moment ago.", fix: "Wait a second." });
    await audit(inner, { verb: "key_set.refresh", subject: found.id, sideId });
    return found;
  });
  return fetchAnew(engineCtx(ctx, "signing-key", ctx.trace), ask, set);
}
