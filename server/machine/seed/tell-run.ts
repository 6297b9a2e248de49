import { failureTable, type Manifest, type Stream, type Verdict } from "@stoa/contract";
import { createJudge, emptySummary, foldMessage, type Hit } from "@stoa/program";
import type { Chance } from "./chance.ts";
import type { ListingSpec } from "./data-listings.ts";

type Line = readonly [Stream, string];

/** How one run went, judged as a runner judges it. */
export interface ToldRun {
  verdict: Verdict;
  lines: readonly Line[];
  counts: { created: number; updated: number; skipped: number; failed: number };
  failedItems: { item: string; reason: string }[];
  exitCode: number | null;
  wallMs: number;
}

interface Story {
  weight: number;
  /** Lines after the opening ones; how the process ended. */
  tell(spec: ListingSpec, chance: Chance): { lines: Line[]; exitCode: number | null; hit?: Hit; badItems?: number };
}

const err = (text: string): Line => ["stderr", text];

/** How runs fail, about as often as they do. */
const troubles: readonly Story[] = [
  {
    weight: 26,
    tell: ({ host }) => ({
      lines: [err(`GET https://${host}/v2/changes: connect ECONNREFUSED`), err("giving up after 3 attempts")],
      exitCode: 75,
    }),
  },
  { weight: 16, tell: ({ host }) => ({ lines: [err(`status 503 from https://${host}/v2/changes`)], exitCode: 1 }) },
  { weight: 8, tell: ({ host }) => ({ lines: [err(`https://${host}/v2/changes: 429 Too Many Requests`)], exitCode: 1 }) },
  {
    weight: 18,
    tell: ({ host }) => ({ lines: [err(`https://${host}/v2/session answered 401 Unauthorized: token expired`)], exitCode: 77 }),
  },
  {
    weight: 10,
    tell: ({ host }) => ({
      lines: [err(`https://${host}/v2/accounts/main: 404 not found`), err('setting "account" is wrong')],
      exitCode: 78,
    }),
  },
  {
    weight: 9,
    tell: ({ things }) => ({
      lines: [
        err("Traceback (most recent call last):"),
        err('  File "/app/sync.py", line 88, in convert'),
        err(`KeyError: '${things}_id'`),
      ],
      exitCode: 1,
    }),
  },
  { weight: 7, tell: (_, chance) => ({ lines: [], exitCode: 0, badItems: chance.between(1, 6) }) },
  { weight: 3, tell: () => ({ lines: [err("still waiting for page 14")], exitCode: null, hit: "timeout" }) },
  { weight: 2, tell: () => ({ lines: [err("loading the whole export into memory")], exitCode: null, hit: "memory" }) },
  { weight: 2, tell: () => ({ lines: [err("could not reach metrics.thirdparty.example:443")], exitCode: 1, hit: "policy" }) },
  { weight: 1, tell: () => ({ lines: [], exitCode: null, hit: "platform" }) },
];
const weights = troubles.map((story) => story.weight);
const reasons = ["no address", "amount is empty", "was changed at both ends", "unknown currency XBT", "duplicate of an older one"];

type Ending = ReturnType<Story["tell"]>;

export function tellRun(spec: ListingSpec, manifest: Manifest, chance: Chance, fate: "well" | "badly" | "cancelled"): ToldRun {
  const { lines: more, exitCode, hit = null, badItems = 0 } = endingOf(spec, chance, fate);
  const whole = exitCode === 0;
  const counts = whole ? countsOf(chance) : { created: 0, updated: 0, skipped: 0, failed: 0 };
  const failedItems = Array.from({ length: badItems }, () => badItem(spec, chance));
  const lines = [...opening(spec, chance), ...more, ...(whole ? closing(spec, counts) : [])];
  const verdict = judge(manifest, lines, { exitCode, hit, counts, failedItems });
  const workMs = chance.between(400, 3_000) + (counts.created + counts.updated) * chance.between(20, 90);
  const wallMs = hit === "timeout" ? 600_000 : workMs;
  return { verdict, lines, counts: { ...counts, failed: failedItems.length }, failedItems, exitCode, wallMs };
}

function endingOf(spec: ListingSpec, chance: Chance, fate: "well" | "badly" | "cancelled"): Ending {
  if (fate === "cancelled") return { lines: [], exitCode: null, hit: "cancelled" };
  const story = fate === "badly" ? troubles[chance.weighted(weights)] : undefined;
  return story?.tell(spec, chance) ?? { lines: [], exitCode: 0 };
}

function badItem({ things }: ListingSpec, chance: Chance): { item: string; reason: string } {
  return { item: `${things.replace(/s$/, "")} ${chance.between(1_000, 99_999)}`, reason: chance.pick(reasons) };
}

function countsOf(chance: Chance): ToldRun["counts"] {
  const idle = chance.next() < 0.35;
  return { created: idle ? 0 : chance.between(0, 40), updated: idle ? 0 : chance.between(0, 15), skipped: chance.between(0, 5), failed: 0 };
}

function opening(spec: ListingSpec, chance: Chance): Line[] {
  return [
    ["stdout", `${spec.title} begins`],
    ["stdout", `connecting to ${spec.host}`],
    ["stdout", `cursor ${chance.between(10_000, 999_999)}, looking for changed ${spec.things}`],
  ];
}

function closing(spec: ListingSpec, counts: ToldRun["counts"]): Line[] {
  const pages = Math.max(1, Math.ceil((counts.created + counts.updated) / 10));
  const pageLines = Array.from({ length: pages }, (_, page): Line => ["stdout", `page ${page + 1} of ${pages}: ${spec.things} taken`]);
  return [...pageLines, ["stdout", `${counts.created} created, ${counts.updated} updated, ${counts.skipped} skipped`]];
}

interface End {
  exitCode: number | null;
  hit: Hit | null;
  counts: ToldRun["counts"];
  failedItems: ToldRun["failedItems"];
}

function judge(manifest: Manifest, lines: readonly Line[], { exitCode, hit, counts, failedItems }: End): Verdict {
  const made = createJudge(manifest);
  for (const [index, [stream, text]] of lines.entries()) made.line(stream, text, index + 1);
  const messages = emptySummary();
  for (const what of ["created", "updated", "skipped"] as const)
    if (counts[what] > 0) foldMessage(messages, { kind: "count", what, by: counts[what] });
  for (const item of failedItems) foldMessage(messages, { kind: "failed", ...item });
  const refusedHosts = hit === "policy" ? ["metrics.thirdparty.example:443"] : [];
  const detail = hit === "platform" ? { detail: failureTable.platform.sentence } : {};
  return made.end({ exitCode, signal: exitCode === null ? "SIGTERM" : null, hit, messages, refusedHosts, ...detail });
}
