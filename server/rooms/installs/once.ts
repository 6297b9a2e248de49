import { StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { findOperation, insertOperation, lockOperation } from "./store.ts";

export interface Operation {
  /** Chosen by who asks, 8 to 100 characters; asked again with it, the same answer comes back and nothing is done twice. */
  operationId: string;
  verb: string;
  body: unknown;
}

/**
 * Runs a life-cycle step at most once for its id. `work` runs in the transaction that keeps its answer.
 * @throws StoaError operation_mismatch when the id was used for another request; key_missing
 */
export async function once<Answer>(
  ctx: Ctx,
  operation: Operation,
  work: (ctx: TxCtx, customerId: string) => Promise<Answer>,
): Promise<Answer> {
  const { scope, keys } = ctx;
  if (scope.kind !== "customer")
    throw new StoaError("forbidden", {
      what: "Only its customer may change an installation.",
      fix: "Use an address below /v1/customers/.",
    });
  if (!keys) throw new StoaError("key_missing", "This process has no deployment key.");
  const bodyDigest = keys.fingerprint(JSON.stringify([operation.verb, operation.body]));
  return transaction(ctx, async (inner) => {
    await lockOperation(inner.tx, scope.customerId, operation.operationId);
    const before = await findOperation(inner.tx, scope.customerId, operation.operationId);
    if (before) {
      if (before.verb === operation.verb && before.bodyDigest.equals(bodyDigest)) return before.answer as Answer;
      throw new StoaError("operation_mismatch", {
        what: `The operation id "${operation.operationId}" was used for another request.`,
        fix: "Use a new id for a new request.",
      });
    }
    const answer = await work(inner, scope.customerId);
    await insertOperation(inner.tx, {
      customerId: scope.customerId,
      id: operation.operationId,
      verb: operation.verb,
      bodyDigest,
      answer,
      now: inner.clock.now(),
    });
    return answer;
  });
}
