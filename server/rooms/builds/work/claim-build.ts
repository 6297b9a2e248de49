import { engineCtx, transaction } from "../../../base/index.ts";
import { claimRow, renewRow, type BuildRow } from "../store/builds.ts";
import type { Workshop } from "./workshop.ts";

export const leaseSeconds = 15;

/** Takes the next queued build, if any may run now. */
export async function claimBuild(workshop: Pick<Workshop, "db" | "clock" | "log" | "keys">): Promise<BuildRow | undefined> {
  try {
    return await transaction(engineCtx(workshop, "builds.claim"), ({ tx, clock }) => claimRow(tx, leaseSeconds, clock.now()));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "23505") return undefined;
    throw error;
  }
}

/** Keeps the lease. @returns whether it is ours, and whether somebody asked to cancel */
export async function renewBuild(workshop: Pick<Workshop, "db" | "clock" | "log" | "keys">, build: BuildRow): Promise<"ours" | "cancel" | "lost"> {
  const row = await transaction(engineCtx(workshop, "builds.renew"), ({ tx }) => renewRow(tx, build.id, build.attempt, leaseSeconds));
  if (!row) return "lost";
  return row.cancelAsked ? "cancel" : "ours";
}
