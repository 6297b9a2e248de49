import { transaction } from "../../server/base/index.ts";
import { interleave, median, reportFigure, round } from "../kit/figures.ts";
import { countCommits } from "../kit/store.ts";
import type { Size } from "./size.ts";
import { openBoss, openGraphile } from "./peers.ts";
import { drain, fill, newCustomers, openPlace, type Place } from "./place.ts";

const slots = 1_000;

/** Claim and completion of runs that do nothing, beside two other queues in the same Postgres; fair beside first in, first out; commits. */
export async function benchThroughput({ short, repeats }: Size): Promise<void> {
  const runs = short ? 3_000 : 20_000;
  const place = await openPlace(slots);
  const [batched, unbatched, boss] = [await openGraphile(true), await openGraphile(false), await openBoss()];
  const commits: number[] = [];
  const ours = async (customers: number): Promise<number> => {
    await fill(place, runs, newCustomers(customers));
    await transaction(place.engine, ({ tx }) => tx.run("analyze runs.ready"));
    const before = await readCommits(place);
    const rate = await drain(place, runs);
    commits.push(((await readCommits(place)) - before) / runs);
    return rate;
  };
  await ours(100);
  const rates = await interleave(repeats, {
    fair: () => ours(100),
    batched: () => batched(runs),
    fifo: () => ours(1),
    unbatched: () => unbatched(runs / 4),
    boss: () => boss(runs / 4),
  });
  const middle = { fair: median(rates.fair), batched: median(rates.batched), unbatched: median(rates.unbatched), boss: median(rates.boss) };
  const about = { unit: "runs a second", runs, slots, repeats, pgBoss: round(middle.boss), customers: 100 };
  reportFigure({ name: "claim + complete beside graphile-worker batched", ours: middle.fair, peer: middle.batched, atLeast: 1.5, about });
  reportFigure({ name: "claim + complete beside graphile-worker unbatched", ours: middle.fair, peer: middle.unbatched, atLeast: 5, about });
  reportFigure({ name: "fair claim beside own first in, first out", ours: middle.fair, floor: median(rates.fifo), atLeast: 0.85, about });
  reportFigure({ name: "commits a run", ours: median(commits), floor: 1, judged: "ours", atMost: 0.1, about });
}

/** Backends tell their counts at the end of a transaction, once a second at most. */
async function readCommits({ engine }: Place): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await Promise.all(Array.from({ length: 10 }, () => transaction(engine, ({ tx }) => tx.run("select pg_sleep(0.05)"))));
  await new Promise((resolve) => setTimeout(resolve, 100));
  return transaction(engine, ({ tx }) => countCommits(tx));
}
