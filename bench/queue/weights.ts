import { newId, transaction, type Ctx } from "../../server/base/index.ts";
import { completeRuns, createMind, dispatchOnce, makeCompletion, putLimit, renewLead } from "../../server/rooms/runs/testing.ts";
import { defaultSettings } from "../../server/rooms/runs/index.ts";
import { reportFigure, round } from "../kit/figures.ts";
import type { Size } from "./size.ts";
import { fill, freeLead, newCustomers, openPlace } from "./place.ts";

const slots = 14;
const jobMs = 100;

/** Three customers whose weights are 1, 2 and 4 with more to run than there are slots, through the tables; time is virtual. */
export async function benchWeights({ short }: Size): Promise<void> {
  const runs = short ? 3_000 : 10_000;
  const place = await openPlace(slots);
  const { clock } = place.world;
  const engine: Ctx = { ...place.engine, clock };
  const weights = new Map(newCustomers(3).map((customerId, index) => [customerId, 2 ** index]));
  for (const [customerId, weight] of weights) {
    const nothing = { atOnce: null, perMinute: null, waiting: null, waitMinutes: null, plan: null, sideId: null };
    const row = {
      id: newId(clock),
      kind: "customer" as const,
      subjectId: customerId,
      customerId,
      setBy: "operator" as const,
      weight,
      ...nothing,
    };
    await transaction(engine, ({ tx }) => putLimit(tx, { ...row, changedAt: clock.now() }));
    await fill(place, Math.ceil((runs * weight) / 6), [customerId]);
  }
  const mind = createMind(newId(clock), defaultSettings);
  await freeLead(engine);
  await renewLead(engine, mind, 3_600_000);
  const got = new Map<string, number>();
  let count = 0;
  while (count < runs) {
    const claims = await dispatchOnce(engine, mind);
    if (claims.length === 0) throw new Error("nothing was claimed");
    for (const { customerId } of claims) got.set(customerId, (got.get(customerId) ?? 0) + 1);
    count += claims.length;
    clock.advance(jobMs);
    await completeRuns(
      engine,
      claims.map((claim) => makeCompletion(clock, claim)),
      defaultSettings,
    );
  }
  const shares = [...weights].map(([customerId, weight]) => (got.get(customerId) ?? 0) / count / (weight / 7));
  const ours = Math.max(...shares.map((share) => Math.abs(share - 1)));
  const about = { runs: count, slots, weights: [1, 2, 4], shares: shares.map((share) => round(share)) };
  reportFigure({ name: "how far shares are from weights 1:2:4", ours, floor: 1, judged: "ours", atMost: 0.05, about });
}
