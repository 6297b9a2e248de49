import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConsentView, InstallationChanged, JsonObject, LogPage, RunStarted, RunView } from "@stoa/contract";
import { compareOutcome, type Outcome } from "../programs/compare-outcome.ts";
import type { ProgramCase, ProgramRun, Seen, Stage } from "../programs/program-case.ts";
import { bringListing, type BringOptions, type Brought } from "./bring-listing.ts";
import { declareProduct, type People } from "./people.ts";

/** One line of the table. */
export interface Tried {
  program: string;
  run: string;
  verdict: string;
  failureClass: string;
  sentence: string;
  ms: number;
  /** Undefined when all was as it must be. */
  wrong?: string;
  /** The end of the run's log, of a wrong one. */
  log?: string[];
}

export interface TriedCase {
  brought?: Brought;
  installationId?: string;
  runs: { id: string; run: ProgramRun }[];
}

export interface CaseOptions extends BringOptions {
  report(row: Tried): void;
}

const patienceMs = 240_000;

/** Brings one program in, installs it and does its runs in order; each becomes a row. Never rejects. */
export async function runCase(options: CaseOptions, one: ProgramCase, stage: Stage): Promise<TriedCase> {
  const done: TriedCase = { runs: [] };
  const start = performance.now();
  const ms = (): number => performance.now() - start;
  const row = { program: one.id, failureClass: "", sentence: "" };
  try {
    if (stage.product) await declareProduct(options.people, options.url, stage.product.host);
    done.brought = await bringListing(options, one, stage);
    options.report({ ...row, run: "push, build, publish, approve", verdict: "built", ms: ms() });
    done.installationId = await install(options.people, done.brought, configOf(stage));
  } catch (error) {
    options.report({ ...row, run: "push, build, publish, approve", verdict: "-", ms: ms(), wrong: textOf(error) });
    return done;
  }
  let before = configOf(stage);
  for (const run of stage.runs.filter(({ formRefuses }) => !formRefuses)) {
    const config = configOf(stage, run);
    const id = await doRun(options, {
      one,
      run,
      installationId: done.installationId,
      config: sameForm(config, before) ? undefined : config,
      last: done.runs.at(-1)?.id,
    });
    if (id === undefined) break;
    before = config;
    if (run.name.startsWith("idle")) await rerun(options, one.id, run, id);
    done.runs.push({ id, run });
  }
  return done;
}

function configOf(stage: Stage, run?: ProgramRun): Record<string, unknown> {
  return { ...stage.config, ...run?.config, ...stage.secrets, ...run?.secrets };
}

const sameForm = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

async function install(people: People, { listing }: Brought, config: Record<string, unknown>): Promise<string> {
  const { client, base } = people.customer;
  const { consent } = await client.get<ConsentView>(`${base}/listings/${listing.id}/consent`);
  const body = { operationId: randomUUID(), listingId: listing.id, consent, config, schedule: null };
  const made = await client.send<InstallationChanged>("POST", `${base}/installations`, body);
  const again = await client.send<InstallationChanged>("POST", `${base}/installations`, body);
  if (again.installationId !== made.installationId) throw new Error("the same operation installed it twice");
  if (made.state !== "active") throw new Error(`the installation is ${made.state}`);
  return made.installationId;
}

/** A run that found nothing to do, run again, finds nothing to do. */
async function rerun(options: CaseOptions, program: string, run: ProgramRun, id: string): Promise<void> {
  const { client, base } = options.people.customer;
  const { runId } = await client.send<RunStarted>("POST", `${base}/runs/${id}/rerun`, {});
  await finish(options, { program, name: `${run.name}, run again`, run, runId });
}

interface RunInput {
  one: ProgramCase;
  run: ProgramRun;
  installationId: string;
  /** The whole form, when it differs from the run before. */
  config: Record<string, unknown> | undefined;
  /** The run before it. */
  last: string | undefined;
}

/** Does one run and reports it. @returns its id; undefined when it could not be asked for */
async function doRun(options: CaseOptions, { one, run, installationId, config, last }: RunInput): Promise<string | undefined> {
  const { client, base } = options.people.customer;
  const installation = `${base}/installations/${installationId}`;
  try {
    await run.before?.();
    if (config) await client.send("PATCH", installation, { operationId: randomUUID(), config });
    const [path, body] = run.retryItems
      ? [`${base}/runs/${last}/retry-items`, { items: run.retryItems }]
      : [`${installation}/runs`, run.mode === undefined ? {} : { mode: run.mode }];
    const { runId } = await client.send<RunStarted>("POST", path, body);
    await finish(options, { program: one.id, name: run.name, run, runId });
    return runId;
  } catch (error) {
    options.report({ program: one.id, run: run.name, verdict: "-", failureClass: "", sentence: "", ms: 0, wrong: textOf(error) });
    return undefined;
  }
}

/** Waits for a run's end, holds it against what it must be, and reports it. */
async function finish(
  options: Pick<CaseOptions, "people" | "report">,
  { program, name, run, runId }: { program: string; name: string; run: ProgramRun; runId: string },
): Promise<void> {
  const { client, base } = options.people.customer;
  const start = performance.now();
  const view = await waitForEnd(options.people, runId);
  const row = {
    program,
    run: name,
    verdict: view.state,
    failureClass: view.failureClass ?? "",
    sentence: view.sentence ?? "",
    ms: performance.now() - start,
  };
  try {
    const { classInBox } = run.expect;
    compareOutcome({ ...run.expect, ...(classInBox ? { failureClass: classInBox } : {}) }, outcomeOf(view));
    await run.prove?.(seenOf(view));
    options.report(row);
  } catch (error) {
    const { lines } = await client.get<LogPage>(`${base}/runs/${runId}/log`, { limit: 1000 });
    options.report({ ...row, wrong: textOf(error), log: lines.slice(-25).map((line) => `${line.stream}: ${line.text}`) });
  }
}

async function waitForEnd({ customer }: People, runId: string): Promise<RunView> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const view = await customer.client.get<RunView>(`${customer.base}/runs/${runId}`);
    if (view.verdict !== null) return view;
    if (performance.now() > end) throw new Error(`not over after ${patienceMs / 1000} s: ${view.state}, ${JSON.stringify(view.waiting)}`);
    await sleep(150);
  }
}

function outcomeOf(view: RunView): Outcome {
  const { verdict, counts, failedItems } = view;
  if (verdict === null) throw new Error("the run has no verdict");
  return { verdict, counts, failedItems };
}

/** The state an installation has after a run: what the run left, or what it found. */
function seenOf(view: RunView): Seen {
  const state = view.after ?? view.before;
  const result = view.result as { total?: number } & JsonObject;
  return {
    state: state?.form === "json" ? (state.value as JsonObject) : null,
    counts: view.counts,
    failedItems: view.failedItems,
    would: view.mode === "preview" ? (result?.total ?? 0) : 0,
    options: view.mode === "options" ? (result ?? null) : null,
  };
}

export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const body = "body" in error ? ` ${JSON.stringify(error.body)}` : "";
  return `${error.message}${body}`;
}
