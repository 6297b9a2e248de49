import { audit, emitFacts, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { markAnswered } from "./store/help.ts";

/** Its publisher answers a customer's question, once; the customer is told. @throws StoaError forbidden, not_found */
export async function answerHelp(ctx: Ctx, input: { helpId: string; answer: string }): Promise<void> {
  requireRole(ctx, "publisher_owner", "publisher_developer");
  const { scope } = ctx;
  if (scope.kind !== "publisher") throw notFound("open question");
  const { publisherId } = scope;
  await transaction(ctx, async (inner) => {
    const asked = await markAnswered(inner.tx, publisherId, input.helpId, { answer: input.answer, now: inner.clock.now() });
    if (!asked) throw notFound("open question");
    const { sideId, customerId, installationId, runId } = asked;
    await audit(inner, { verb: "help.answer", subject: installationId, sideId, customerId, publisherId, after: { runId } });
    const data = { installationId, runId };
    await emitFacts(inner, [{ type: "help.answered", sideId, customerId, publisherId, subject: input.helpId, subjectVersion: 2, data }]);
  });
}
