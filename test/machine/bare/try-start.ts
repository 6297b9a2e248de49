import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ListingPage, SessionView, StatusView } from "@stoa/contract";
import { createClient, type Client } from "@stoa/sdk";
import { freePort } from "../../../server/machine/testing/run-main.ts";
import { exampleNames } from "../../../server/machine/example/bring-integration.ts";
import type { BareMachine } from "./make-root.ts";
import { runInside, type RunningInside } from "./run-inside.ts";
import { tryProgram } from "./try-program.ts";

/** What was seen of one first start. */
export interface Tried {
  suite: string;
  who: string;
  /** Debian's own, that `npm start` begins on. */
  node: string;
  /** Seconds since `npm start` was typed, and a few spans between. */
  marks: Record<string, number>;
  /** What the operator is told of this machine. */
  notices: string[];
  wrongs: string[];
}

const limits = { setUp: 900_000, fromPackages: 60, listings: 900_000 };

/**
 * Types npm start, follows the printed address and link, waits for the example's listings, stops it and starts it again; then, over a fresh
 * data folder, pushes and runs a program.
 */
export async function tryStart(machine: BareMachine, say: (text: string) => void): Promise<Tried> {
  const tried: Tried = { suite: machine.suite, who: machine.who, node: nodeOf(machine), marks: {}, notices: [], wrongs: [] };
  const told = (text: string): void => say(`${machine.suite}, ${machine.who}: ${text}`);
  if (machine.who !== "root") await typeWhatItSays(machine, tried, told);
  const port = await freePort();
  // The network is shared with this machine, and with it the names of locks: a folder of its own.
  const data = machine.who === "root" ? "/var/lib/stoa-bare" : `/home/${machine.who}/data`;
  const env = { STOA_PORT: String(port), STOA_DATA: `${data}-${port}` };
  const unmarked = { ...tried, marks: {} };
  await withStart(machine, { env, told, tried }, ({ url, code }) => look(url, code, tried, told));
  await withStart(machine, { env, told, tried: unmarked }, async ({ ready }) => void (tried.marks["startedAgain"] = ready));
  const fresh = { ...env, STOA_DATA: `${env.STOA_DATA}-fresh`, STOA_EXAMPLE: "off" };
  const before = `mkdir ${fresh.STOA_DATA} && ln -s ${env.STOA_DATA}/runtimes ${fresh.STOA_DATA}/runtimes && `;
  await withStart(machine, { env: fresh, told, tried: unmarked, before }, async ({ url, code }) => {
    const began = performance.now();
    tried.wrongs.push(...(await tryProgram(url, code)));
    tried.marks["program"] = secondsSince(began);
    told(`a program pushed, installed and run in ${tried.marks["program"]} s`);
  });
  return tried;
}

/** From npm start to Ctrl-C; nothing of it is left running, whatever `work` met. */
async function withStart(machine: BareMachine, starting: Starting, work: (started: Started) => Promise<void>): Promise<void> {
  const started = await start(machine, starting);
  const { wrongs } = starting.tried;
  try {
    if (started.url === "") return;
    await work(started);
    wrongs.push(...(await stop(started.running)));
  } catch (error) {
    wrongs.push(error instanceof Error ? error.message : String(error));
  } finally {
    started.running.kill();
  }
}

/** An ordinary user is told which Debian packages are missing, in one line; whoever may, types it. */
async function typeWhatItSays(machine: BareMachine, tried: Tried, told: (text: string) => void): Promise<void> {
  const { code, output } = await runInside({ ...machine, line: `cd ${machine.clone} && npm start`, onLine: told }).ended;
  const command = /^stoa: Debian packages are missing\. Type: sudo (apt-get install .+)$/m.exec(output)?.[1];
  if (code !== 1 || command === undefined) tried.wrongs.push(`no line to type: code ${code}, ${output.slice(-400)}`);
  if (command === undefined) return;
  const typed = await runInside({ ...machine, who: "root", line: `apt-get update -qq && ${command} -qq >/dev/null` }).ended;
  if (typed.code !== 0) tried.wrongs.push(`"${command}" ended with code ${typed.code}: ${typed.output.slice(-400)}`);
}

interface Started {
  running: RunningInside;
  /** Empty when it was not ready. */
  url: string;
  code: string;
  /** Seconds until it was. */
  ready: number;
}

const milestones: [string, RegExp][] = [
  ["packages", /^stoa: packages installed/],
  ["allThere", /^stoa: building the pages/],
  ["pages", /^stoa: pages built/],
  ["ready", /Sign in once as operator: /],
];

interface Starting {
  env: Record<string, string>;
  told(text: string): void;
  tried: Tried;
  /** Typed first, with its `&&`. */
  before?: string;
}

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10;

async function start(machine: BareMachine, { env, told, tried, before = "" }: Starting): Promise<Started> {
  const began = performance.now();
  const seconds = (): number => secondsSince(began);
  const ready = Promise.withResolvers<void>();
  let text = "";
  const onLine = (line: string): void => {
    text += `${line}\n`;
    if (/^stoa: |Stoa is ready|not start|fix: |why: /.test(line)) told(line);
    for (const [name, pattern] of milestones) if (pattern.test(line)) tried.marks[name] ??= seconds();
    if (line.includes("Sign in once")) ready.resolve();
  };
  const running = runInside({ ...machine, line: `${before}cd ${machine.clone} && npm start`, env, onLine });
  await Promise.race([ready.promise, running.ended, sleep(limits.setUp, undefined, { ref: false })]);
  const url = /Stoa is ready: (\S+)/.exec(text)?.[1] ?? "";
  if (url === "") tried.wrongs.push(`not ready after ${seconds()} s: ${text.slice(-800)}`);
  const { allThere, ready: at } = tried.marks;
  if (allThere !== undefined && at !== undefined) tried.marks["fromPackages"] = Math.round((at - allThere) * 10) / 10;
  if ((tried.marks["fromPackages"] ?? 0) > limits.fromPackages) tried.wrongs.push(`more than ${limits.fromPackages} s from the packages`);
  return { running, url, code: /sign-in#(\S+)/.exec(text)?.[1] ?? "", ready: seconds() };
}

async function look(url: string, code: string, tried: Tried, told: (text: string) => void): Promise<void> {
  const began = performance.now();
  const page = await fetch(url, { headers: { accept: "text/html" } });
  if (!page.ok || !(await page.text()).includes("<script")) tried.wrongs.push(`the page answered ${page.status}`);
  const { token = "" } = await createClient({ url }).send<SessionView>("POST", "/v1/sessions", { code, frame: true });
  const client = createClient({ url, token: token ?? "" });
  const status = await client.get<StatusView>("/v1/operator/status");
  tried.notices.push(...status.notices.map((notice) => `${notice.title}: ${notice.text}`));
  const listed = await untilListed(client);
  tried.marks["listings"] = Math.round((performance.now() - began) / 1000);
  told(`${listed} listings ${tried.marks["listings"]} s after it was ready`);
  if (listed < exampleNames.length) tried.wrongs.push(`${listed} of ${exampleNames.length} listings came`);
}

async function untilListed(client: Client): Promise<number> {
  const end = performance.now() + limits.listings;
  for (;;) {
    const { items } = await client.get<ListingPage>("/v1/operator/listings");
    const listed = items.filter((listing) => listing.state === "published").length;
    if (listed >= exampleNames.length || performance.now() > end) return listed;
    await sleep(2_000);
  }
}

async function stop(running: RunningInside): Promise<string[]> {
  running.interrupt();
  const late = sleep(45_000, "late" as const, { ref: false });
  const end = await Promise.race([running.ended, late]);
  if (end === "late") return ["Ctrl-C did not stop it within 45 s"];
  return end.code === 0 || end.code === 130 ? [] : [`Ctrl-C ended it with code ${end.code}: ${end.output.slice(-300)}`];
}

function nodeOf(machine: BareMachine): string {
  const status = readFileSync(join(machine.folder, "var/lib/dpkg/status"), "utf8");
  return /^Package: nodejs$[^]*?^Version: (\d+\.\d+)/m.exec(status)?.[1] ?? "none";
}
