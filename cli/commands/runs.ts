import { setTimeout as wait } from "node:timers/promises";
import type { LogLineView, RunItem, RunStarted, RunView, WaitingView } from "@stoa/contract";
import { ApiError, followRun } from "@stoa/sdk";
import { Option, type Command } from "commander";
import { paint } from "../output/paint.ts";
import { print, printList, say } from "../output/print.ts";
import { ago, duration } from "../output/time.ts";
import { readNumber } from "../session/read-number.ts";
import { readFields } from "../session/read-fields.ts";
import { openSession, type Session } from "../session/open-session.ts";
import { readInput } from "../session/read-input.ts";

interface TriggerOptions {
  mode: string;
  body?: string;
  start?: boolean;
  follow: boolean;
  once?: string;
}

const once = "an id of yours: asked again with it, the run it began is followed and none is begun";
const keyOf = (options: { once?: string }): object => (options.once === undefined ? {} : { operationId: options.once });

/** @throws CommandError for a file that is no JSON object */
async function chosen(which: string): Promise<unknown> {
  if (which === "current" || which === "original") return which;
  return { given: await readFields({ config: which }) };
}

/** trigger, runs, logs: start work and see what truly happened. */
export function addRuns(program: Command): void {
  program
    .command("trigger")
    .argument("<installation>")
    .addOption(new Option("--mode <mode>", "what is asked of it").choices(["run", "preview", "options", "check"]).default("run"))
    .option("--body <file>", "given to the program; - for standard input")
    .option("--start", "switch it on first, where it is still a draft")
    .option("--no-follow", "do not wait for the verdict")
    .option("--once <id>", once)
    .description("run an installation now, watch its log, get the verdict")
    .action(async (id: string, options: TriggerOptions) => trigger(program, id, options));
  addRunCommands(program);
  program
    .command("logs")
    .argument("<run>")
    .option("-f, --follow", "stay until the run is over")
    .option("--attempt <n>", "the last one when missing", readNumber)
    .option("--search <text>", "only lines that hold this text")
    .description("the log of a run")
    .action(async (id: string, options: { follow?: boolean; attempt?: number; search?: string }) => showLog(program, id, options));
}

function addRunCommands(program: Command): void {
  const runs = program.command("runs").description("runs and their verdicts");
  runs
    .command("list", { isDefault: true })
    .option("--state <state>", "such as running or failed")
    .option("--class <class>", "a failure class")
    .option("--installation <id>", "only of this one")
    .description("runs, newest first, with their verdicts")
    .option("-n, --limit <n>", "how many", readNumber, 20)
    .action(async (options: { state?: string; class?: string; installation?: string; limit: number }) => {
      const session = await openSession();
      const query = { state: options.state, class: options.class, installationId: options.installation, limit: options.limit };
      const { items } = await session.client.get<{ items: RunItem[] }>(`${session.reader()}/runs`, query);
      const columns = {
        id: (row: RunItem) => row.id,
        state: (row: RunItem) => colour(row.state),
        what: (row: RunItem) => row.installation.name,
        by: (row: RunItem) => row.trigger,
        when: (row: RunItem) => ago(row.queuedAt),
        sentence: (row: RunItem) => row.sentence ?? "",
      };
      printList(program.opts(), items, columns, "No runs yet. Start one: stoa trigger <installation>");
    });
  runs
    .command("show")
    .argument("<id>")
    .option("-f, --follow", "stay until it is over, and say each change")
    .description("its verdict, and the log line behind it")
    .action(async (id: string, { follow: stay }: { follow?: boolean }) => {
      const session = await openSession();
      const path = `${session.reader()}/runs/${id}`;
      if (stay === true) return showUntilOver(program, session, path);
      print(program.opts(), await session.client.get<RunView>(path), describe);
    });
  runs
    .command("waiting")
    .alias("why")
    .argument("<id>")
    .description("why is this run waiting, and until when?")
    .action(async (id: string) => {
      const session = await openSession();
      print(program.opts(), await session.client.get<WaitingView>(`${session.reader()}/runs/${id}/waiting`), describeWaiting);
    });
  addSteering(program, runs);
  addRetry(program, runs);
}

function addSteering(program: Command, runs: Command): void {
  runs
    .command("cancel")
    .argument("<id>")
    .description("ask its program to stop")
    .action(async (id: string) => {
      const session = await openSession();
      const cancelled = await session.client.send<{ state: string }>("POST", `${session.customer()}/runs/${id}/cancel`);
      print(program.opts(), cancelled, (value) => (value.state === "ended" ? "It did not start." : "Its program is asked to stop."));
    });
  runs
    .command("rerun")
    .argument("<id>")
    .option("--config <which>", "current, original, or a file of JSON laid over the form it had; - for standard input", "current")
    .option("--state <which>", "the state it begins with: current, original, or a file of JSON; - for standard input", "current")
    .option("--save", "keep the state it ends with, which is always kept with current form and state")
    .option("--once <id>", once)
    .description("run it again")
    .action(async (id: string, options: { config: string; state: string; save?: boolean; once?: string }) => {
      const session = await openSession();
      const given = { config: await chosen(options.config), state: await chosen(options.state) };
      const body = { ...given, ...(options.save === true ? { saveState: true } : {}), ...keyOf(options) };
      const started = await session.client.send<RunStarted>("POST", `${session.customer()}/runs/${id}/rerun`, body);
      await follow(program, session, session.customer(), started.runId);
    });
}

function addRetry(program: Command, runs: Command): void {
  runs
    .command("retry-items")
    .argument("<id>")
    .option("--item <item...>", "only these, as `stoa runs show` names them; all that failed when missing")
    .option("--once <id>", once)
    .description("do its failed items again, and nothing else, where the program can")
    .action(async (id: string, { item, ...options }: { item?: string[]; once?: string }) => {
      const session = await openSession();
      const started = await session.client.send<RunStarted>("POST", `${session.customer()}/runs/${id}/retry-items`, {
        ...(item ? { items: item } : {}),
        ...keyOf(options),
      });
      await follow(program, session, session.customer(), started.runId);
    });
}

async function trigger(program: Command, id: string, options: TriggerOptions): Promise<void> {
  const session = await openSession();
  const given = options.body === undefined ? {} : { body: await readInput(options.body) };
  const body = { mode: options.mode, ...given, ...(options.start ? { start: true } : {}), ...keyOf(options) };
  const started = await session.client.send<RunStarted>("POST", `${session.customer()}/installations/${id}/runs`, body);
  if (!options.follow)
    return print(program.opts(), started, (value) => `${value.runId} waits for its turn. Watch it: stoa logs -f ${value.runId}`);
  await follow(program, session, session.customer(), started.runId);
}

/** Each change as it is told, then the verdict; the exit code is that of the run. */
async function showUntilOver(program: Command, session: Session, path: string): Promise<void> {
  let said = "";
  for await (const view of followRun(session.client, path)) {
    const now = view.waiting?.sentence ?? view.state;
    if (isUnderWay(view)) {
      if (now !== said) say(paint.dim(`· ${now}`));
      said = now;
      continue;
    }
    print(program.opts(), view, describe);
    if (view.state !== "succeeded") process.exitCode = 1;
  }
}

const isUnderWay = ({ state }: Pick<RunView, "state">): boolean => state === "queued" || state === "running";

/** Until it is no longer queued. */
async function waitForTurn(session: Session, path: string): Promise<void> {
  for await (const { state } of followRun(session.client, path)) if (state !== "queued") return;
}

async function follow(program: Command, session: Session, scope: string, runId: string): Promise<void> {
  const log = { say: (line: LogLineView) => say(line.stream === "stoa" ? paint.dim(`· ${line.text}`) : line.text) };
  for (;;) {
    const view = await session.client.get<RunView>(`${scope}/runs/${runId}`);
    if (view.state === "queued") await waitForTurn(session, `${scope}/runs/${runId}`);
    else if (view.state === "running") await copyLog(session, `${scope}/runs/${runId}`, log.say);
    else {
      print(program.opts(), view, describe);
      if (view.state !== "succeeded") process.exitCode = 1;
      return;
    }
  }
}

/** The live log until it is sealed; an attempt that has none yet is tried again by the caller. @throws ApiError when it is not shown to us */
async function copyLog(session: Session, path: string, show: (line: LogLineView) => void): Promise<void> {
  try {
    for await (const line of session.client.lines<LogLineView>(`${path}/log/follow`)) show(line);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
  await wait(250);
}

/** Waits for its turn, then follows every attempt until the run is over; of one that is over, the log as it is. */
async function followLog(session: Session, path: string, show: (line: LogLineView) => void): Promise<void> {
  for (let followed = false; ;) {
    const { state } = await session.client.get<RunView>(path);
    if (state === "running") await copyLog(session, path, show);
    else if (state === "queued") await waitForTurn(session, path);
    else return followed ? undefined : readStored(session, `${path}/log`, undefined, show);
    followed ||= state === "running";
  }
}

const pageLines = 10_000;

async function readStored(session: Session, path: string, attempt: number | undefined, show: (line: LogLineView) => void): Promise<void> {
  for (let from: number | null = 0; from !== null;) {
    const page: { lines: LogLineView[]; next: number | null } = await session.client.get(path, { from, attempt, limit: pageLines });
    page.lines.forEach(show);
    // Of a run that goes on there is always a next page: what is stored now is the answer.
    from = page.lines.length < pageLines ? null : page.next;
  }
}

async function showLog(program: Command, id: string, options: { follow?: boolean; attempt?: number; search?: string }): Promise<void> {
  const session = await openSession();
  const path = `${session.reader()}/runs/${id}/log`;
  const { json } = program.opts<{ json?: boolean }>();
  const write = (line: LogLineView): void => void process.stdout.write(json === true ? `${JSON.stringify(line)}\n` : `${line.text}\n`);
  if (options.search !== undefined) {
    const found = await session.client.get<{ count: number; lines: LogLineView[] }>(`${path}/search`, {
      text: options.search,
      attempt: options.attempt,
    });
    found.lines.forEach(write);
    say(`${found.count} lines hold "${options.search}".`);
    return;
  }
  if (options.follow === true && options.attempt === undefined) return followLog(session, path.slice(0, -4), write);
  await readStored(session, path, options.attempt, write);
}
function colour(state: string): string {
  if (state === "succeeded") return paint.fine(state);
  if (state === "failed") return paint.failed(state);
  return state === "running" ? paint.running(state) : paint.waiting(state);
}

function describe(run: RunView): string {
  const { verdict, usage } = run;
  const counts = Object.entries(run.counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const head = `${colour(run.state)} in ${duration(usage.wallMs)}${counts.length > 0 ? ` (${counts.join(", ")})` : ""}  ${paint.dim(run.id)}`;
  const items = run.failedItems.slice(0, 10).map((item) => `  ✗ ${item.item}: ${item.reason}`);
  const waiting = run.waiting ? describeWaiting(run.waiting) : "";
  return [head, `  ${verdict?.sentence ?? waiting}`, ...grounds(verdict), ...items, ...reached(run), `  ${paint.dim(cause(run))}`].join(
    "\n",
  );
}

/** What began it; a person by name where the reader may know it. */
function cause({ by, trigger, customer }: RunView): string {
  const someone =
    by?.of === "customer" && customer.name !== null
      ? `someone at ${customer.name}`
      : by?.of === "support"
        ? "someone of support"
        : "a person";
  return `begun by ${by ? (by.name ?? someone) : { cron: "its schedule", webhook: "a webhook", api: "the API", person: "a person" }[trigger]}`;
}

/** Hosts it spoke to, and those it could not. */
function reached({ contacted }: RunView): string[] {
  return contacted.map(({ host, port, count, bytesIn, bytesOut, refused, simulatedBy }) => {
    const where = port === 0 ? host : `${host}:${port}`;
    if (refused !== null) return `  ✗ ${where}: ${refused}`;
    return paint.dim(
      `  ⇄ ${where} ${count} times, ${bytesOut} bytes sent, ${bytesIn} got${simulatedBy === null ? "" : `, simulated by ${simulatedBy}`}`,
    );
  });
}

function describeWaiting({ sentence, expectedAt }: WaitingView): string {
  const inMs = expectedAt === null ? 0 : Date.parse(expectedAt) - Date.now();
  return inMs < 1_000 ? sentence : `${sentence} It should begin in ${duration(inMs)}.`;
}

/** The log line behind a verdict, and whose move it is. */
function grounds(verdict: RunView["verdict"]): string[] {
  if (!verdict) return [];
  const { evidence } = verdict;
  const line = evidence ? [`  ${evidence.stream} line ${evidence.line}: ${evidence.text}`] : [];
  if (verdict.outcome !== "failed") return line;
  return [...line, paint.dim(`  ${verdict.failureClass ?? ""} · rule ${verdict.rule} · ${verdict.owner ?? "nobody"} must act`)];
}
