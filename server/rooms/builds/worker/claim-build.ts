import { engineCtx, transaction } from "../../../base/index.ts";
import { claimRow, lockClaims, renewRow, type BuildRow } from "../store/builds.ts";
import type { EngineParts } from "./workshop.ts";

export const leaseSeconds = 15;

/** Takes the next queued build, if any may run now. */
export async function claimBuild(workshop: EngineParts): Promise<BuildRow | undefined> {
  return transaction(engineCtx(workshop, "builds.claim"), async ({ tx, clock }) => {
    await lockClaims(tx);
    return claimRow(tx, leaseSeconds, clock.now());
  });
}

/** Keeps the lease. @returns whether it is ours, and whether somebody asked to cancel */
export async function renewBuild(workshop: EngineParts, build: BuildRow): Promise<"ours" | "cancel" | "lost"> {
  const row = await transaction(engineCtx(workshop, "builds.renew"), ({ tx }) => renewRow(tx, build.id, build.attempt, leaseSeconds));
  if (!row) return "lost";
  return row.cancelAsked ? "cancel" : "ours";
}
