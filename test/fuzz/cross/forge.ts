import { asCurl, call } from "../call.ts";
import { fillRequest } from "../fill/fill-request.ts";
import type { Place } from "../open-place.ts";
import type { Finding } from "../tell.ts";
import type { Line } from "../world/line.ts";
import { digestOf } from "./digest.ts";
import { renewSessions } from "./own-calls.ts";
import { fillingOf } from "./plan.ts";
import { openToPages } from "./public.ts";

export interface ForgeReport {
  calls: number;
  endpoints: number;
  findings: Finding[];
}

/**
 * Every write there is, each as its person may make it and with nothing wrong in it, sent by their browser for a page that is not Stoa's: the cookie
 * alone must write nothing, wherever it comes from, a host's own registered page too.
 */
export async function forgeWrites(place: Place, line: Line, { seed, most = 20 }: { seed: number; most?: number }): Promise<ForgeReport> {
  const report: ForgeReport = { calls: 0, endpoints: 0, findings: [] };
  await renewSessions([line]);
  const before = await digestOf(place, [line], []);
  for (const endpoint of place.endpoints.filter(({ method }) => method !== "GET")) {
    if (openToPages[endpoint.name] !== undefined) continue;
    report.endpoints += 1;
    const seat = line.seats.find(
      ({ scope, may, way }) => scope === (endpoint.scope ?? "customer") && may === "everything" && way !== "token",
    );
    const credential = seat?.credential ?? place.operator;
    const filling = fillingOf(place, { pick: ({ kind }) => line.ids[kind], seed, consent: line.consent, optional: 1 });
    for (const from of strangePages(place, line)) {
      const request = { ...fillRequest(endpoint, filling), credential, asCookie: true, from };
      const { status, body } = await call(place.api, request);
      report.calls += 1;
      if (status === 403 && body.includes("must come from a page of this server")) continue;
      const what = `a browser's cookie may write for a page of ${from ?? "nobody knows whom"}`;
      if (report.findings.length < most)
        report.findings.push({
          what,
          plan: endpoint.name,
          curl: asCurl(place.api.publicUrl, request),
          answer: `${status} ${body.slice(0, 600)}`,
        });
    }
  }
  const after = await digestOf(place, [line], []);
  for (const [table, rows] of after)
    if (before.get(table) !== rows)
      report.findings.push({
        what: `rows of ${table} changed`,
        plan: "all that was forged",
        curl: "",
        answer: `${before.get(table) ?? "none"}; then ${rows}`,
      });
  return report;
}

function strangePages({ api }: Place, { camp }: Line): (string | null)[] {
  const { protocol, host, hostname } = new URL(api.publicUrl);
  return [
    null,
    "null",
    `https://zqcamp${camp}.example`,
    `${protocol}//${host}.evil.example`,
    `${protocol}//evil.example/${host}`,
    `${protocol}//${hostname}:1`,
    `${protocol}//${host}@evil.example`,
  ];
}
