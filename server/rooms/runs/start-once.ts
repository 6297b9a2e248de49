import { StoaError, type TxCtx } from "../../base/index.ts";
import { findAsked, insertAsked, lockAsked } from "./store/asked.ts";

export interface Asked {
  /** Chosen by who asks, 8 to 100 characters; asked again with it, the run it began is named and none is begun. Missing: each asking begins one. */
  operationId: string | undefined;
  verb: "run.trigger" | "run.rerun" | "run.retry_items";
  body: unknown;
  of: { customerId: string; sideId: string };
}

/**
 * Begins a run at most once for an operation id. An id is of who asks: the customer, its host or the operator.
 * @throws StoaError operation_mismatch when the id was used for another request; key_missing
 */
export async function startOnce(ctx: TxCtx, asked: Asked, start: () => Promise<{ runId: string }>): Promise<{ runId: string }> {
  if (asked.operationId === undefined) return start();
  if (!ctx.keys) throw new StoaError("key_missing", "This process has no deployment key.");
  const key = { customerId: asked.of.customerId, asker: ctx.scope.kind, id: asked.operationId };
  const bodyDigest = ctx.keys.fingerprint(JSON.stringify([asked.verb, asked.body]));
  await lockAsked(ctx.tx, key);
  const before = await findAsked(ctx.tx, key);
  if (before?.verb === asked.verb && before.bodyDigest.equals(bodyDigest)) return { runId: before.runId };
  if (before)
    throw new StoaError("operation_mismatch", {
      what: `The operation id "${asked.operationId}" was used for another request.`,
      fix: "Use a new id for a new request.",
    });
  const { runId } = await start();
  await insertAsked(ctx.tx, key, { verb: asked.verb, bodyDigest, runId, sideId: asked.of.sideId, at: ctx.clock.now() });
  return { runId };
}
