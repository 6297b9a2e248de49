import { asCurl, call, type Request } from "../call.ts";
import type { Endpoint } from "../document.ts";
import { fillRequest } from "../fill/fill-request.ts";
import type { Place } from "../open-place.ts";
import type { Finding } from "../tell.ts";
import type { Line } from "../world/line.ts";
import { digestOf } from "./digest.ts";
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
  await line.renew();
  const before = await digestOf(place, [line], []);
  const writes = place.endpoints.filter(({ method, name }) => method !== "GET" && openToPages[name] === undefined);
  for (const endpoint of writes) {
    const credential = signedInAt(line, endpoint) ?? place.operator;
    const filling = fillingOf(place, { pick: ({ kind }) => line.ids[kind], seed, consent: line.consent, optional: 1 });
    for (const from of strangePages(place, line)) {
      const found = await forge(place, endpoint, { ...fillRequest(endpoint, filling), credential, asCookie: true, from });
      report.calls += 1;
      if (found && report.findings.length < most) report.findings.push(found);
    }
  }
  report.endpoints = writes.length;
  for (const [table, rows] of await digestOf(place, [line], []))
    if (before.get(table) !== rows)
      report.findings.push({ what: `rows of ${table} changed`, plan: "all that was forged", curl: "", answer: rows });
  return report;
}

async function forge(place: Place, endpoint: Endpoint, request: Request): Promise<Finding | undefined> {
  const { status, body } = await call(place.api, request);
  if (status === 403 && body.includes("must come from a page of this server")) return undefined;
  const what = `a browser's cookie may write for a page of ${request.from ?? "nobody knows whom"}`;
  return { what, plan: endpoint.name, curl: asCurl(place.api.publicUrl, request), answer: `${status} ${body.slice(0, 600)}` };
}

function signedInAt({ seats }: Line, { scope }: Endpoint): string | undefined {
  return seats.find((seat) => seat.scope === (scope ?? "customer") && seat.may === "everything" && seat.way !== "token")?.credential;
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
