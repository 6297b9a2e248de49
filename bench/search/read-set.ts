import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlantedListing } from "../../server/rooms/catalog/testing.ts";

export interface LabelledQuery {
  q: string;
  /** What each listing is worth to who asks this, 1 to 3; none: nothing. */
  grades: ReadonlyMap<string, number>;
  half: "tuned" | "held";
}

/** The labelled set: `listings.psv` and `queries.psv` beside this file. */
export function readSet(): { listings: PlantedListing[]; queries: LabelledQuery[] } {
  const listings = readLines("listings.psv").map(readListing);
  const queries = readLines("queries.psv").map((line) => readQuery(line, listings));
  return { listings, queries };
}

function readLines(file: string): string[][] {
  const lines = readFileSync(join(import.meta.dirname, file), "utf8")
    .trim()
    .split("\n");
  return lines.slice(1).map((line) => line.split("|"));
}

function readListing([
  slug = "",
  title = "",
  publisherName = "",
  categories = "",
  installs = "",
  summary = "",
  more = "",
]: string[]): PlantedListing {
  const description = `${summary} ${more}`;
  const content = { title, summary, description, categories: categories.split(", "), support: "help@example.com", hosts: [] };
  return { slug, publisherName, installs: Number(installs), content };
}

/** A grade names listings by slug, `*` for any end, or a whole category by `#`; the highest grade counts. */
function readQuery([q = "", ...patterns]: string[], listings: readonly PlantedListing[]): LabelledQuery {
  const grades = new Map<string, number>();
  for (const [index, text] of patterns.entries())
    for (const pattern of text.split(" ").filter(Boolean)) {
      const named = listings.filter((listing) => isNamed(listing, pattern));
      if (named.length === 0) throw new Error(`queries.psv: "${q}" names ${pattern}, which no listing is`);
      for (const { slug } of named) if (!grades.has(slug)) grades.set(slug, 3 - index);
    }
  return { q, grades, half: halfOf(q) };
}

function isNamed({ slug, content }: PlantedListing, pattern: string): boolean {
  if (pattern.startsWith("#")) return content.categories.includes(pattern.slice(1));
  return pattern.endsWith("*") ? slug.startsWith(pattern.slice(0, -1)) : slug === pattern;
}

/** By its hash: one half may be looked at while the search is tuned, the other decides. */
const halfOf = (q: string): "tuned" | "held" => ((createHash("sha256").update(q).digest()[0] ?? 0) % 2 === 0 ? "tuned" : "held");

/** How good an order of results is, 0 to 1: what the first ten are worth, the first the most, beside the best ten there could be. */
export function ndcg(found: readonly string[], grades: ReadonlyMap<string, number>): number {
  const best = [...grades.values()].toSorted((one, other) => other - one);
  return worth(found.map((slug) => grades.get(slug) ?? 0)) / worth(best);
}

const worth = (grades: readonly number[]): number =>
  grades.slice(0, 10).reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0);
