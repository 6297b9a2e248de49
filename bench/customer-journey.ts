/**
 * npm run bench customer-journey [-- --repeats 5 --say]: the whole way of a customer through the marketplace in a host's product, in Chromium without
 * third-party cookies: on a desk in English, and on a phone in German, dark, by keys. How long the page takes to answer at each step, p95 in ms from
 * the press to its drawing, bar 300; where a program of a publisher's has to run, `program done` is told apart, without a bar. Largest paint from
 * the begin of the product's page, nothing cached: bar 1000. Each step follows a second in which the person reads. A way takes half a minute; where
 * one breaks off, what was measured before is printed all the same.
 */
import { parseArgs } from "node:util";
import { openEmbedded } from "../test/journeys/embed/embedded.ts";
import { visit, type VisitorOptions } from "../test/journeys/embed/visitor.ts";
import { walk } from "../test/journeys/embed/walk.ts";
import { median, percentile, reportFigure, round } from "./kit/figures.ts";
import { endBench } from "./kit/scratch.ts";

const { values } = parseArgs({ options: { repeats: { type: "string" }, short: { type: "boolean" }, say: { type: "boolean" } } });
const repeats = Number(values.repeats ?? (values.short ? 1 : 5));
const place = await openEmbedded();
const owners = place.product.logins.filter(({ role }) => role === "owner").map(({ email }) => email);
const desk = { name: "bench-desk", email: owners[0] ?? "", size: { width: 1440, height: 900 }, looks: false };
const phone = {
  name: "bench-phone",
  email: owners[1] ?? "",
  size: { width: 390, height: 844 },
  looks: false,
  keyboard: true,
  element: { lang: "de" as const, theme: { accent: "#b3261e", accentDark: "#ffb4ab", scheme: "dark" } },
};

for (const [name, options] of Object.entries({ desk, phone })) {
  const steps = await measure(options);
  for (const [step, took] of steps) tell(`${name} ${step}`, took);
}
await place.deployment.stop();
await place.product.stop();
endBench();

/** @returns of each step, of each sight, what it took in every repeat */
async function measure(options: VisitorOptions): Promise<Map<string, number[][]>> {
  const steps = new Map<string, number[][]>();
  for (let repeat = 0; repeat < repeats; repeat++) {
    const visitor = await visit(place, options);
    const whole = await walk(place, visitor).then(
      () => true,
      (error: unknown) => sayBroken(`${options.name}, way ${repeat + 1} of ${repeats}`, error),
    );
    await visitor.close();
    for (const [step, took] of visitor.took) steps.set(step, [...(steps.get(step) ?? []), took]);
    if (values.say) for (const [step, asked] of visitor.asked) sayAsked(step, visitor.took.get(step) ?? [], asked);
    if (!whole) break;
  }
  return steps;
}

function sayBroken(way: string, error: unknown): false {
  process.stderr.write(`${way} broke off: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  return false;
}

function tell(name: string, repeated: readonly number[][]): void {
  const of = (sight: number): number[] => repeated.map((took) => took[sight] ?? Number.NaN);
  const figure = (part: string, ms: readonly number[], atMost: number): boolean =>
    reportFigure({
      name: part,
      ours: percentile(ms, 0.95),
      floor: 16.7,
      judged: "ours",
      atMost,
      about: { unit: "ms p95", p50: round(median(ms)), repeats: ms.length },
    });
  if (name.endsWith("layout shift")) {
    reportFigure({ name, ours: Math.max(...of(0)), floor: 1, judged: "ours", atMost: 0.05 });
    return;
  }
  figure(name, of(0), name.endsWith("largest paint") ? 1_000 : 300);
  for (let sight = 1; sight < (repeated[0]?.length ?? 0); sight++) figure(`${name}: program ${sight}`, of(sight), Number.POSITIVE_INFINITY);
}

function sayAsked(step: string, took: readonly number[], asked: readonly { path: string; at: number; ms: number }[]): void {
  const lines = asked.map(({ path, at, ms }) => `    ${Math.round(at)} +${Math.round(ms)} ${path}`);
  process.stderr.write(`${step} ${took.map((ms) => Math.round(ms)).join(" / ")}\n${lines.join("\n")}\n`);
}
