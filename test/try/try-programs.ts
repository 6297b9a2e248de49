import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHost } from "../../examples/host/start-host.ts";
import type { ProgramCase, Stage } from "../programs/program-case.ts";
import { checkCanary } from "./canary/check-canary.ts";
import { watchArguments } from "./canary/watch-arguments.ts";
import { startDeployment, type TriedDeployment } from "./deployment.ts";
import { bringPeople } from "./people.ts";
import { repeat } from "./repeat.ts";
import { runCase, textOf, type Tried, type TriedCase } from "./run-case.ts";

export interface TryOptions {
  cases: readonly ProgramCase[];
  /** Hears what goes on. */
  say(text: string): void;
  /** Called once, before the first row. */
  head?(): void;
  report(row: Tried): void;
  signal?: AbortSignal;
}

/** The outside world of a case, and what became of the case. */
export interface Opened {
  one: ProgramCase;
  stage: Stage;
  tried?: TriedCase;
}

const together = 4;

/** Starts the outside worlds and a deployment, tries every case, looks for the canaries, and stops all it started. @returns all rows */
export async function tryPrograms(options: TryOptions): Promise<Tried[]> {
  const rows: Tried[] = [];
  const report = (row: Tried): void => {
    rows.push(row);
    options.report(row);
  };
  const stops: (() => Promise<unknown>)[] = [];
  try {
    await tryAll({ ...options, report }, stops);
  } catch (error) {
    report({ program: "deployment", run: "", verdict: "-", failureClass: "", sentence: "", ms: 0, wrong: textOf(error) });
  } finally {
    for (const stop of stops.toReversed()) await stop().catch((error: unknown) => options.say(`not stopped: ${textOf(error)}`));
  }
  return rows;
}

async function tryAll(options: TryOptions, stops: (() => Promise<unknown>)[]): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "stoa-try-work-"));
  stops.push(async () => rmSync(work, { recursive: true, force: true }));
  options.say(`Starting the outside world of ${options.cases.length} programs`);
  const opened: Opened[] = [];
  for (const one of options.cases) {
    const stage = await one.open();
    stops.push(() => stage.stop());
    opened.push({ one, stage });
  }
  const product = await startHost({ dataFolder: join(work, "product") });
  stops.push(() => product.stop());
  const allow = [...new Set(opened.flatMap(({ stage }) => stage.hosts))];
  const deployment = await startDeployment({ allow, slots: together + 2 });
  stops.push(() => stopAndCheck(deployment, options));
  options.say(`A deployment is up at ${deployment.url}; a host, a publisher and a customer come in`);
  product.connect({ stoaUrl: deployment.url });
  const people = await bringPeople(deployment.url, deployment.operatorCode, product);
  const watch = watchArguments();
  stops.push(async () => watch.stop());
  options.head?.();
  const turn = async (entry: Opened): Promise<void> => {
    const { id } = entry.one;
    const bring = {
      url: deployment.url,
      people,
      work,
      report: options.report,
      progress: (line: string) => options.say(`  ${id} | ${line}`),
    };
    entry.tried = await runCase(bring, entry.one, entry.stage);
    await repeat(bring, id, entry.tried);
  };
  // A side has one product: programs that act in one follow each other, each in its own.
  const [inProduct, others] = [true, false].map((acts) => opened.filter(({ stage }) => (stage.product !== undefined) === acts));
  await Promise.all([inTurns(inProduct ?? [], 1, options.signal, turn), inTurns(others ?? [], together - 1, options.signal, turn)]);
  if (options.signal?.aborted !== true) await checkCanary({ opened, people, deployment, work, watch, report: options.report });
}

async function stopAndCheck(deployment: TriedDeployment, options: TryOptions): Promise<void> {
  const code = await deployment.stop();
  if (code !== 0)
    options.report({
      program: "deployment",
      run: "stops in order",
      verdict: "-",
      failureClass: "",
      sentence: "",
      ms: 0,
      wrong: `exit code ${code}: ${deployment.said()}`,
    });
}

/** A few at a time, each begun as another ends. */
async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal | undefined,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const next = (): T | undefined => (signal?.aborted === true ? undefined : waiting.shift());
  const turn = async (): Promise<void> => {
    for (let item = next(); item !== undefined; item = next()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, turn));
}
