import type { BuildCause } from "@stoa/contract";
import { emitFacts, newId, StoaError, type TxCtx } from "../../base/index.ts";
import { actorId } from "./scope.ts";
import { cancelQueued, insertBuild, lockQueue, type BuildRow } from "./store/builds.ts";

export interface QueueBuildInput {
  integrationId: string;
  publisherId: string;
  cause: BuildCause;
  ref: string;
  commit: string;
}

/** Queues a build inside the caller's transaction; what waited of the same branch gives way to it. */
export async function queueBuild(ctx: TxCtx, input: QueueBuildInput): Promise<BuildRow> {
  const now = ctx.clock.now();
  await lockQueue(ctx.tx, input.integrationId);
  const replaced = await cancelQueued(ctx.tx, {
    integrationId: input.integrationId,
    ref: input.ref,
    reason: "A newer push took its place.",
    now,
  });
  const build = await insertBuild(ctx.tx, { ...input, id: newId(ctx.clock), askedBy: actorId(ctx.actor), now });
  if (!build) throw new StoaError("internal", "A build could not be queued.");
  await emitFacts(ctx, [
    ...replaced.map((row) => ({
      type: "build.finished",
      publisherId: row.publisherId,
      subject: row.id,
      subjectVersion: row.version,
      data: { state: row.state, integrationId: row.integrationId },
    })),
    {
      type: "build.queued",
      publisherId: build.publisherId,
      subject: build.id,
      subjectVersion: 1,
      data: { integrationId: build.integrationId, number: build.number },
    },
  ]);
  return build;
}
