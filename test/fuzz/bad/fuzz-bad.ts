import { ErrorBody } from "@stoa/contract";
import { readAs } from "../../../server/testing/read-as.ts";
import { asCurl, call, type Answer } from "../call.ts";
import type { Place } from "../open-place.ts";
import type { Line } from "../world/line.ts";
import type { Finding } from "../tell.ts";
import { makeBad } from "./make-bad.ts";

export interface BadReport {
  calls: number;
  endpoints: number;
  byStatus: Record<string, number>;
  slowestMs: number;
  faults: Finding[];
}

/** What an answer must not tell: stacks, statements, places on the machine. */
const inside =
  /\bat .{1,80}\.[jt]s:\d|node_modules|\/server\/|\b(?:select|insert into|update|delete from) .{0,60}\b(?:from|where|values|set)\b|violates|relation "|syntax error at|invalid input syntax|ECONN|ENOENT|\bundefined\b is not|Cannot read prop/i;

/** So many calls are under way at once. */
const atOnce = 8;

/** Whatever is sent, an answer comes in time, is no fault of ours, and says in our form what to mend. Ends at so many calls or faults. */
export async function fuzzBad(
  place: Place,
  { line, calls, seed, most = 20 }: { line: Line; calls: number; seed: number; most?: number },
): Promise<BadReport> {
  const report: BadReport = { calls: 0, endpoints: 0, byStatus: {}, slowestMs: 0, faults: [] };
  const one = async (number: number): Promise<void> => {
    const endpoint = place.endpoints[number % place.endpoints.length];
    if (!endpoint) return;
    const own = seed * 1_000_003 + number;
    const request = makeBad(place, endpoint, line, own);
    const answer = await call(place.api, request);
    report.byStatus[answer.status] = (report.byStatus[answer.status] ?? 0) + 1;
    report.slowestMs = Math.max(report.slowestMs, Math.round(answer.ms));
    const what = judge(answer);
    if (what === undefined) return;
    const shown = `${answer.status} ${answer.body.slice(0, 600)}`;
    report.faults.push({ what, plan: `${endpoint.name}, number ${own}`, curl: asCurl(place.api.publicUrl, request), answer: shown });
  };
  while (report.calls < calls && report.faults.length < most) {
    const wave = Math.min(atOnce, calls - report.calls);
    const from = report.calls;
    await Promise.all(Array.from({ length: wave }, (_, index) => one(from + index)));
    report.calls += wave;
  }
  report.endpoints = Math.min(place.endpoints.length, report.calls);
  return report;
}

export function judge({ status, body, type }: Answer): string | undefined {
  if (status === 0) return "it does not answer";
  if (status >= 500) return "it fails";
  if (status < 400) return undefined;
  const said = type.startsWith("application/json") ? readError(body) : undefined;
  if (!said) return "its error has another form than ours";
  if (said.error.what === "" || said.error.fix === "") return "its error does not say what, or how to mend it";
  const found = inside.exec(
    [said.error.what, said.error.why, said.error.fix, ...(said.error.problems ?? []).map((one) => one.message)].join("\n"),
  );
  return found ? `its error tells of our inside: ${found[0]}` : undefined;
}

function readError(body: string): ErrorBody | undefined {
  try {
    return readAs(ErrorBody, JSON.parse(body));
  } catch {
    return undefined;
  }
}
