import type { HealthDay } from "../parts/health-bar.tsx";
import { LogBuffer, type LogLine } from "../parts/log-viewer/log-buffer.ts";
import type { PlotRun } from "../parts/runs-plot/plot-run.ts";
import type { VerdictDay } from "../parts/verdict-bars.tsx";
import type { Meaning } from "../theme/meanings.ts";

/** 22 November 2026, 17:30 UTC; every sample hangs on it, so that pictures stay the same. */
export const sampleNow = Date.parse("2026-11-22T17:30:00Z");
const day = 86_400_000;

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface SampleRun {
  id: string;
  customer: string;
  listing: string;
  meaning: Meaning;
  word: string;
  at: number;
  duration: number;
  created: number;
}

const customers = [
  "Nordwind Logistics",
  "Pine & Parcel",
  "Hafen Steuerberatung",
  "Okello Fresh Foods",
  "Baugruppe Sieben",
  "Tidewater Clinics",
];
const listings = ["Invoice sync", "Contacts to mail list", "Nightly ledger export", "Feed to inbox"];
const verdicts: [Meaning, string][] = [
  ["fine", "Fine"],
  ["fine", "Fine"],
  ["fine", "Fine"],
  ["fine", "Fine"],
  ["failed", "Password refused"],
  ["fine", "Fine"],
  ["waiting", "Retries at 18:05"],
  ["running", "Running"],
  ["needs", "Needs a choice"],
];

export const sampleRuns: SampleRun[] = Array.from({ length: 24 }, (_, index) => {
  const [meaning, word] = verdicts[index % verdicts.length] ?? ["fine", "Fine"];
  return {
    id: `run_01jd8f3k2m5n7p9q1r3s5t7${(index + 36).toString(36).padStart(3, "x")}`,
    customer: customers[index % customers.length] ?? "",
    listing: listings[index % listings.length] ?? "",
    meaning,
    word,
    at: sampleNow - index * 41 * 60_000,
    duration: 900 + ((index * 7_919) % 97) * 1_370,
    created: (index * 37) % 240,
  };
});

export function samplePlot(): PlotRun[] {
  const next = random(7);
  return Array.from({ length: 260 }, (_, index) => {
    const chance = next();
    const meaning: Meaning = chance > 0.985 ? "needs" : chance > 0.94 ? "failed" : chance > 0.925 ? "waiting" : "fine";
    const took = meaning === "failed" ? 30_000 + next() * 570_000 : 2_000 * 10 ** (next() * 0.9);
    return {
      id: `run_${index}`,
      at: sampleNow - index * 39 * 60_000,
      duration: took,
      meaning,
      word: meaning === "failed" ? "Acme refused the password" : "Fine",
      href: "/parts",
    };
  });
}

export function sampleHealth(): HealthDay[] {
  const next = random(3);
  return Array.from({ length: 90 }, (_, index) => {
    const all = index < 6 ? 0 : 20 + Math.floor(next() * 30);
    const failed = index === 61 ? Math.floor(all * 0.6) : index === 60 ? 3 : next() > 0.93 ? 1 : 0;
    return { day: sampleNow - (89 - index) * day, fine: all - failed, failed };
  });
}

export function sampleVerdictDays(): VerdictDay[] {
  const next = random(11);
  return Array.from({ length: 30 }, (_, index) => ({
    day: sampleNow - (29 - index) * day,
    counts: { fine: 300 + Math.floor(next() * 160), failed: index === 22 ? 140 : Math.floor(next() * 14), waiting: Math.floor(next() * 6) },
  }));
}

const start = sampleNow - 74_000;

export function sampleLog(): LogBuffer {
  const buffer = new LogBuffer();
  const lines: [LogLine["stream"], string][] = [
    ["stoa", "Attempt 1 on this machine, release 1.4.0, 256 MB, 10 m"],
    ["out", "\u001b[1minvoice-sync\u001b[0m 1.4.0 starting, cursor 2026-11-21T17:30:02Z"],
    ["out", "GET https://api.acme.example:443/v2/invoices?since=2026-11-21 \u001b[32m200\u001b[0m 412 ms"],
    ["out", "Authorization: Bearer •••"],
    ["out", "page 1 of 3: 100 invoices, 0 errors"],
    ["out", "page 2 of 3: 100 invoices, 0 errors"],
    ["err", "\u001b[33mwarning\u001b[0m: invoice 2026-1042 has no customer, skipped"],
    ["out", "page 3 of 3: 37 invoices, 0 errors"],
    [
      "out",
      '{"created": 212, "updated": 24, "skipped": 1, "payload": "a rather long line of data that goes on beyond what a window can show, so that wrapping or scrolling has something to do"}',
    ],
    ["err", "Traceback (most recent call last):"],
    ["err", '  File "/app/sync.py", line 88, in <module>'],
    ["err", "    ledger.post(batch)"],
    ["err", "\u001b[1;31macme.AuthError\u001b[0m: 401 the password for •••@ledger was refused"],
    ["stoa", "Exit code 1 after 1 m 12 s; rule credentials.refused, line 13"],
  ];
  buffer.append(lines.map(([stream, text], index) => ({ stream, text, at: start + index * 5_300 })));
  buffer.end();
  return buffer;
}

/** A log of this many lines, the last of which are still coming. */
export function longLog(count: number): LogBuffer {
  const buffer = new LogBuffer();
  const block = 20_000;
  for (let from = 0; from < count; from += block) {
    const size = Math.min(block, count - from);
    buffer.append(
      Array.from({ length: size }, (_, index) => ({
        stream: "out",
        at: start + (from + index),
        text: `row ${from + index} copied, ${(from + index) % 977 === 0 ? "kept older version" : "ok"}`,
      })),
    );
  }
  return buffer;
}
