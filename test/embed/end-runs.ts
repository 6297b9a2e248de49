import assert from "node:assert/strict";
import type { Counts } from "@stoa/contract";
import { newId, transaction } from "../../server/base/index.ts";
import {
  completeRuns,
  createMind,
  defaultSettings,
  dispatchOnce,
  insertRunner,
  makeCompletion,
  renewLead,
} from "../../server/rooms/runs/testing.ts";
import type { World } from "../../server/testing/index.ts";

let mind: ReturnType<typeof createMind> | undefined;

/** Claims every run that waits and ends it well, as a runner does. */
export async function endRuns(world: World, counts: Counts): Promise<void> {
  if (!mind) {
    mind = createMind(newId(world.clock));
    const runner = { id: newId(world.clock), place: "here", workSlots: 9, probeSlots: 9, about: {}, leaseMs: 600_000 };
    await transaction(world.engine, ({ tx }) => insertRunner(tx, runner));
  }
  await renewLead(world.engine, mind, 600_000);
  const claims = await dispatchOnce(world.engine, mind);
  assert.ok(claims.length > 0, "the run was claimed");
  const ended = claims.map((claim) => makeCompletion(world.clock, claim, { counts }));
  await completeRuns(world.engine, ended, defaultSettings);
}
