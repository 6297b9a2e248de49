import { transaction } from "../../server/base/index.ts";
import { interleave, median, reportFigure } from "../kit/figures.ts";
import { makeHistory } from "./store.ts";
import type { Size } from "./size.ts";
import { complete, fill, newCustomers, openPlace, type Place } from "./place.ts";
import { dispatchOnce, makePartitionsOf } from "../../server/rooms/runs/testing.ts";

const slots = 20;
const rounds = 30;

/** How long a claim takes beside the same with a long backlog, many customers, much history. */
export async function benchClaims({ short, repeats }: Size): Promise<void> {
  const scale = short ? 10 : 1;
  await compare("claim p50 with a backlog of 100,000 beside 100", repeats, {
    large: await prepare(100_000 / scale, 10),
    small: await prepare(100, 10),
    atMost: 1.5,
    about: { backlog: 100_000 / scale },
  });
  await compare("claim p50 with 20,000 customers beside 10", repeats, {
    large: await prepare(20_000, 20_000),
    small: await prepare(20_000, 10),
    atMost: 1.5,
    about: { backlog: 20_000 },
  });
  const history = 2_000_000 / scale;
  await compare("claim p50 with 2 million runs of history beside none", repeats, {
    large: await prepare(2_000, 10, history),
    small: await prepare(2_000, 10),
    atMost: 1.3,
    about: { history },
  });
}

/** A place whose backlog stays as long as it is. */
async function prepare(backlog: number, customers: number, history = 0): Promise<() => Promise<number>> {
  const place = await openPlace(slots);
  const owners = newCustomers(customers);
  await fill(place, backlog, owners);
  if (history > 0) await makePartitionsOf(place.engine, Date.now() - 21 * 86_400_000, Date.now());
  if (history > 0) await transaction(place.engine, ({ tx }) => makeHistory(tx, history));
  await transaction(place.engine, ({ tx }) => tx.run("analyze runs.ready"));
  await claimTime(place);
  return () => claimTime(place);
}

/** Milliseconds of the median claim; what was claimed is ended and queued again outside of what is measured. */
async function claimTime(place: Place): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const claims = await dispatchOnce(place.engine, place.mind);
    times.push(performance.now() - began);
    if (claims.length === 0) throw new Error("nothing was claimed");
    await complete(place, claims);
    await fill(
      place,
      claims.length,
      claims.map((claim) => claim.customerId),
    );
  }
  return median(times);
}

interface Comparison {
  large: () => Promise<number>;
  small: () => Promise<number>;
  atMost: number;
  about: object;
}

async function compare(name: string, repeats: number, { large, small, atMost, about }: Comparison): Promise<void> {
  const times = await interleave(repeats, { large, small });
  reportFigure({
    name,
    ours: median(times.large),
    floor: median(times.small),
    atMost,
    about: { unit: "ms", slots, claims: rounds * repeats, ...about },
  });
}
