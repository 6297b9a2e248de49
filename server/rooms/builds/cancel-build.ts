import { audit, emitFacts, notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { requirePublisher } from "./scope.ts";
import { askCancel, findBuild, type BuildRow } from "./store/builds.ts";

/** Ends a queued build at once, a running one within seconds. @throws StoaError conflict when it is over already */
export async function cancelBuild(ctx: Ctx, input: { buildId: string; reason?: string | undefined }): Promise<BuildRow> {
  const publisherId = requirePublisher(ctx);
  return transaction(ctx, async (inner) => {
    const before = await findBuild(inner.tx, input.buildId, publisherId);
    if (!before) throw notFound("build");
    const build = await askCancel(inner.tx, before.id, publisherId, input.reason?.trim() || "Cancelled by hand.", inner.clock.now());
    if (!build)
      throw new StoaError("conflict", { what: `This build is over: it ${before.state === "cancelled" ? "was cancelled" : before.state}.` });
    await audit(inner, {
      verb: "build.cancel",
      subject: build.id,
      publisherId,
      before: { state: before.state },
      after: { state: build.state },
    });
    if (build.state === "cancelled") {
      await emitFacts(inner, [
        {
          type: "build.finished",
          publisherId,
          subject: build.id,
          subjectVersion: build.version,
          data: { state: "cancelled", integrationId: build.integrationId },
        },
      ]);
    }
    return build;
  });
}
