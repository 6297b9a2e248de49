/**
 * npm run bench search [-- --worst 20]: how good and how quick the search of a marketplace is. Quality: nDCG@10 over a labelled set of queries with
 * grades, in two halves by hash, beside Postgres' full text alone; the half that was not looked at while tuning decides. Time: p95 in milliseconds with some 360
 * and with 5,000 listings, beside the same full text over a stored column. `--worst` names the worst queries of the tuned half on stderr.
 */
import { parseArgs } from "node:util";
import { transaction, type Ctx } from "../server/base/index.ts";
import { searchListings } from "../server/rooms/catalog/index.ts";
import { plantListings, type PlantedListing } from "../server/rooms/catalog/testing.ts";
import { openWorld } from "../server/testing/index.ts";
import { percentile, reportFigure, round } from "./kit/figures.ts";
import { endBench, useScratch } from "./kit/scratch.ts";
import { ndcg, readSet, type LabelledQuery } from "./search/read-set.ts";
import { plainSearch, storedSearch } from "./search/store.ts";

useScratch();
const { values } = parseArgs({ options: { worst: { type: "string" }, short: { type: "boolean" } } });
const { listings, queries } = readSet();
const world = await openWorld();
const small = await openShop(listings);
await measureQuality(small);
await measureTime(`search of ${listings.length} listings`, small, 50);
await measureTime("search of 5,000 listings", await openShop(manyOf(listings, 5_000)), 150);
endBench();

interface Shop {
  sideId: string;
  customer: Ctx;
  count: number;
}

async function openShop(planted: readonly PlantedListing[]): Promise<Shop> {
  const { hostId, liveSideId: sideId } = await world.makeHost();
  const { publisherId } = await world.makePublisher(hostId);
  await plantListings(world.engine, { sideId, hostId, publisherId }, planted);
  return { sideId, customer: (await world.makeCustomer(sideId)).viewer, count: planted.length };
}

/** The same texts again and again, each under another name: for the time only. */
function manyOf(some: readonly PlantedListing[], count: number): PlantedListing[] {
  return Array.from({ length: count }, (_, index) => {
    const one = some[index % some.length];
    if (!one) throw new Error("no listings");
    const copy = Math.floor(index / some.length);
    return { ...one, slug: `${one.slug}-${copy}`, content: { ...one.content, title: `${one.content.title} ${copy}` } };
  });
}

async function ours(shop: Shop, q: string): Promise<string[]> {
  return (await searchListings(shop.customer, { q, limit: 10 })).items.map((item) => item.integrationSlug);
}

async function plain(shop: Shop, q: string, by = plainSearch): Promise<string[]> {
  return (await transaction(world.engine, ({ tx }) => by(tx, shop.sideId, q))).map((row) => row.slug);
}

async function measureQuality(shop: Shop): Promise<void> {
  const scored: { query: LabelledQuery; ours: number; floor: number; found: string[] }[] = [];
  for (const query of queries) {
    const found = await ours(shop, query.q);
    scored.push({ query, found, ours: ndcg(found, query.grades), floor: ndcg(await plain(shop, query.q), query.grades) });
  }
  for (const half of ["tuned", "held"] as const) {
    const here = scored.filter((one) => one.query.half === half);
    const mean = (pick: "ours" | "floor") => here.reduce((sum, one) => sum + one[pick], 0) / here.length;
    const about = { queries: here.length, listings: shop.count, nothingFound: here.filter((one) => one.found.length === 0).length };
    reportFigure({ name: `nDCG@10, ${half} half`, ours: mean("ours"), floor: mean("floor"), judged: "ours", atLeast: 0.8, about });
  }
  const worst = scored.filter((one) => one.query.half === "tuned").toSorted((one, other) => one.ours - other.ours);
  for (const { query, ours: score, found } of worst.slice(0, Number(values.worst ?? 0)))
    console.error(`${score.toFixed(2)} ${query.q}: ${found.join(" ")}`);
}

async function measureTime(name: string, shop: Shop, atMost: number): Promise<void> {
  const times = { ours: [] as number[], floor: [] as number[] };
  for (const { q } of queries) {
    times.ours.push(await timed(() => ours(shop, q)));
    times.floor.push(await timed(() => plain(shop, q, storedSearch)));
  }
  const about = { unit: "ms p95", p50: round(percentile(times.ours, 0.5)), most: round(Math.max(...times.ours)), listings: shop.count };
  reportFigure({ name, ours: percentile(times.ours, 0.95), floor: percentile(times.floor, 0.95), judged: "ours", atMost, about });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
