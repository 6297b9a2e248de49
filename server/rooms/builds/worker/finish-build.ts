import type { BuildFailure } from "@stoa/contract";
import { emitFacts, engineCtx, transaction, type TxCtx } from "../../../base/index.ts";
import { createRelease } from "../../catalog/index.ts";
import { finishRow, reclaimRows, type BuildRow } from "../store/builds.ts";
import type { NewReleaseOf } from "./perform-build.ts";
import type { EngineParts } from "./workshop.ts";

export type BuildOutcome =
  | { state: "succeeded"; release: NewReleaseOf }
  | { state: "failed"; failure: BuildFailure }
  | { state: "cancelled" };

class NotOurs extends Error {}

/** Ends a build under its attempt's fence: release, `latest`, state and facts in one transaction. @returns false when another attempt has it now */
export async function finishBuild(workshop: EngineParts, build: BuildRow, outcome: BuildOutcome): Promise<boolean> {
  try {
    await transaction(engineCtx(workshop, "builds.finish"), async (ctx) => {
      const release = outcome.state === "succeeded" ? await createRelease(ctx, { ...outcome.release, buildId: build.id }) : undefined;
      const failure = outcome.state === "failed" ? outcome.failure : null;
      const ended = await finishRow(ctx.tx, {
        id: build.id,
        attempt: build.attempt,
        state: outcome.state,
        failure,
        releaseId: release?.id ?? null,
        now: ctx.clock.now(),
      });
      if (!ended) throw new NotOurs("the build is another attempt's by now");
      await tellFinished(ctx, [ended]);
    });
    return true;
  } catch (error) {
    if (error instanceof NotOurs) return false;
    throw error;
  }
}

async function tellFinished(ctx: TxCtx, rows: readonly BuildRow[]): Promise<void> {
  await emitFacts(
    ctx,
    rows.map((row) => ({
      type: "build.finished",
      publisherId: row.publisherId,
      subject: row.id,
      subjectVersion: row.version,
      data: { state: row.state, integrationId: row.integrationId, releaseId: row.releaseId, number: row.number },
    })),
  );
}

const interrupted: BuildFailure = {
  step: "build",
  what: "The build was interrupted three times on our side.",
  fix: "Ask for it again; if it stays, tell the operator.",
  problems: [],
  lines: [],
};

/** Takes back builds whose worker fell silent. @returns how many */
export async function reclaimBuilds(workshop: EngineParts): Promise<number> {
  return transaction(engineCtx(workshop, "builds.reclaim"), async (ctx) => {
    const rows = await reclaimRows(ctx.tx, interrupted, ctx.clock.now());
    await tellFinished(
      ctx,
      rows.filter((row) => row.state !== "queued"),
    );
    return rows.length;
  });
}
