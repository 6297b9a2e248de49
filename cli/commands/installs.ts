import { randomUUID } from "node:crypto";
import type { ConsentView, ErasureView, EverythingChanged, InstallationChanged, InstallationItem, InstallationView } from "@stoa/contract";
import { Option, type Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print, printList, say } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { readFields } from "../session/read-fields.ts";
import { openSession } from "../session/open-session.ts";
import { saveAnswer } from "../session/save-answer.ts";

const stepWords = {
  resume: "go on after a pause",
  uninstall: "remove it: its secrets go at once, its runs stay readable until they are erased, 30 days later as a rule",
  erase: "of one that was uninstalled: delete what is kept now, for good",
} as const;

interface InstallOptions {
  config?: string;
  set?: string[];
  connect?: string[];
  schedule?: string;
  zone?: string;
  shareLogs?: boolean;
  language?: string;
  history?: "now" | "all";
  yes?: boolean;
}

/** install, installs: a customer's copies of listings. */
export function addInstalls(program: Command): void {
  const form = (command: Command): Command =>
    command
      .option("--config <file>", "the form as JSON; - for standard input")
      .option("--set <field=value...>", "single fields; a value that is JSON is taken as such")
      .option("--connect <account=connection...>", "the connection for each account it uses")
      .option("--schedule <cron>", "five fields; 'none' for no schedule")
      .option("--zone <zone>", "IANA time zone")
      .addOption(new Option("--history <what>", "where you may choose: from now on, or what is there too").choices(["now", "all"]))
      .option("--language <code>", "what its results speak, as de")
      .option("--share-logs", "let its publisher read its logs")
      .option("--no-share-logs", "keep them to yourself");
  form(program.command("install").argument("<listing>").description("install a listing"))
    .option("--yes", "agree to what it asks for")
    .action(async (id: string, options: InstallOptions) => install(program, id, options));
  const installs = program.command("installs").description("installations");
  addReading(program, installs);
  form(installs.command("configure").argument("<id>").description("change the form or the schedule; fields not set stay")).action(
    async (id: string, options: InstallOptions) => configure(program, id, options),
  );
  addPause(program, installs);
  for (const step of ["resume", "uninstall", "erase"] as const) {
    const command = installs
      .command(step)
      .argument(step === "resume" ? "[id]" : "<id>")
      .description(stepWords[step]);
    if (step === "resume") command.option("--all", "whatever is paused");
    command.action(async (id: string | undefined, { all }: { all?: boolean }) => {
      if (step === "resume" && (all === true || id === undefined)) return changeAll(program, step, { id, all });
      const session = await openSession();
      const changed = await session.client.send<InstallationChanged>("POST", `${session.customer()}/installations/${id}/${step}`, {
        operationId: randomUUID(),
      });
      print(program.opts(), changed, (value) =>
        step === "erase" ? `What was kept of it is being deleted; see: stoa installs erasure ${id}` : `It is ${value.state}.`,
      );
    });
  }
  installs
    .command("erasure")
    .argument("<id>")
    .description("the proof that nothing is kept of an uninstalled one any more")
    .action(async (id: string) => {
      const session = await openSession();
      const told = await session.client.get<ErasureView>(`${session.customer()}/installations/${id}/erasure`);
      print(program.opts(), told, ({ erasesAt, proof }) => {
        if (proof === null) return erasesAt === null ? "It is installed." : `What is kept of it is erased at ${erasesAt}.`;
        const { title, erasedAt, erased, digest } = proof;
        const kinds = Object.entries(erased).map(([kind, count]) => `  ${count} ${kind}`);
        return [`Of ${title} nothing is left since ${erasedAt}. Erased:`, ...kinds, `sha256 ${digest}`].join("\n");
      });
    });
  installs
    .command("export")
    .argument("<id>")
    .option("--to <file>", "a zip with the JSON, the runs as a table and, where it keeps a folder as state, that folder's files")
    .description("everything kept about it, as JSON or in an archive")
    .action(async (id: string, options: { to?: string }) => exportInstallation(program, id, options));
}

function addPause(program: Command, installs: Command): void {
  installs
    .command("pause")
    .argument("[id]")
    .option("--all", "whatever is on")
    .option("--until <day>", "go on by itself then: 2026-03-29, in its own zone, or a moment with its offset")
    .description("start no more runs until it is resumed, or until a day")
    .action(async (id: string | undefined, { until, all }: { until?: string; all?: boolean }) => {
      if (all === true || id === undefined) return changeAll(program, "pause", { id, all, until });
      const session = await openSession();
      const path = `${session.customer()}/installations/${id}`;
      const body = { operationId: randomUUID(), ...(until === undefined ? {} : { until }) };
      const changed = await session.client.send<InstallationChanged>("POST", `${path}/pause`, body);
      const { resumesAt, missedTimes } = await session.client.get<InstallationView>(path);
      print(program.opts(), { ...changed, resumesAt, missedTimes }, ({ state }) =>
        resumesAt === null ? `It is ${state}.` : `It is ${state} until ${resumesAt}; ${missedWords[missedTimes]}.`,
      );
    });
}

/** Whatever is on, or whatever is paused. */
async function changeAll(
  program: Command,
  step: "pause" | "resume",
  given: { id?: string | undefined; all?: boolean | undefined; until?: string | undefined },
) {
  if (given.all !== true || given.id !== undefined)
    throw new CommandError("Say which one, or --all.", `stoa installs ${step} <id>, or: stoa installs ${step} --all`);
  const session = await openSession();
  const body = { operationId: randomUUID(), ...(given.until === undefined ? {} : { until: given.until }) };
  const done = await session.client.send<EverythingChanged>("POST", `${session.customer()}/${step}-everything`, body);
  print(program.opts(), done, ({ installationIds }) =>
    [`${step === "pause" ? "Paused" : "Resumed"}: ${installationIds.length}.`, ...installationIds].join("\n"),
  );
}

const missedWords: Record<InstallationView["missedTimes"], string> = {
  none: "times that pass meanwhile are left out",
  last: "one run makes up for the times that pass meanwhile",
  all: "each time that passes meanwhile is made up for, a hundred at most",
};

function addReading(program: Command, installs: Command): void {
  installs
    .command("list", { isDefault: true })
    .option("-q, --query <words>", "search names")
    .option("--state <state>", "such as active or paused")
    .description("installations, newest first")
    .action(async (options: { query?: string; state?: string }) => {
      const session = await openSession();
      const { items } = await session.client.get<{ items: InstallationItem[] }>(`${session.reader()}/installations`, {
        q: options.query,
        state: options.state,
      });
      const columns = {
        id: (row: InstallationItem) => row.id,
        name: (row: InstallationItem) => row.name,
        state: (row: InstallationItem) => row.state,
        customer: (row: InstallationItem) => row.customerName ?? "-",
        schedule: (row: InstallationItem) => row.schedule ?? "-",
        since: (row: InstallationItem) => ago(row.createdAt),
      };
      printList(program.opts(), items, columns, "Nothing is installed. See what there is: stoa listings");
    });
  installs
    .command("show")
    .argument("<id>")
    .description("its state, release, schedule and form")
    .action(async (id: string) => {
      const session = await openSession();
      const view = await session.client.get<InstallationView>(`${session.reader()}/installations/${id}`);
      print(
        program.opts(),
        view,
        (value) =>
          `${value.name} (${value.state}), release ${value.release.version}, schedule ${value.schedule ?? "none"} ${value.zone}\n${JSON.stringify(value.config, null, 2)}`,
      );
    });
}

async function install(program: Command, listingId: string, options: InstallOptions): Promise<void> {
  const session = await openSession();
  const { asks, consent } = await session.client.get<ConsentView>(`${session.customer()}/listings/${listingId}/consent`);
  if (options.yes !== true) {
    const lines = [
      "It will reach:",
      ...asks.hosts.map((host) => `  ${host}`),
      ...asks.accounts.flatMap(({ provider, scopes = [] }) =>
        provider === undefined ? [] : [`  an account at ${provider}: ${scopes.join(" ")}`],
      ),
      ...(asks.actions ?? []).map(
        ({ name, title, offered }) => `  in this product: ${title} (${name})${offered ? "" : ", which it does not offer"}`,
      ),
      ...asks.permissions.map((item) => `  ${item.title}: ${item.text}`),
      ...asks.data.map((item) => `  ${item.title}: ${item.text}`),
      ...(asks.page ? ["  a page of its own, told settings and runs, no secrets"] : []),
      "Agree with --yes.",
    ];
    print(program.opts(), { asks, installed: false }, () => lines.join("\n"));
    process.exitCode = 1;
    return;
  }
  const config = await readFields(options);
  const body = { operationId: randomUUID(), listingId, consent, ...(config ? { config } : {}), ...settingsOf(options) };
  const made = await session.client.send<InstallationChanged>("POST", `${session.customer()}/installations`, body);
  print(program.opts(), made, (value) =>
    value.state === "draft"
      ? `${value.installationId} waits for its form: stoa installs configure ${value.installationId} --set field=value`
      : `${value.installationId} is ${value.state}. Run it: stoa trigger ${value.installationId}`,
  );
}

async function exportInstallation(program: Command, id: string, options: { to?: string }): Promise<void> {
  const session = await openSession();
  const path = `${session.customer()}/installations/${id}/export`;
  if (options.to !== undefined) {
    const bytes = await saveAnswer(await session.client.raw(`${path}/archive`), options.to);
    print(
      program.opts(),
      { file: options.to, bytes },
      () => `${options.to} holds README.txt, runs.csv, export.json and, where it keeps one, the folder state.`,
    );
    return;
  }
  // It is JSON as it is: --json changes nothing.
  const text = await (await session.client.raw(path)).text();
  process.stdout.write(text);
  const { state } = JSON.parse(text) as { state: { archive?: string } | null };
  if (state?.archive !== undefined) say(`The folder it keeps as state is not in this JSON: stoa installs export ${id} --to ${id}.zip`);
}

async function configure(program: Command, id: string, options: InstallOptions): Promise<void> {
  const session = await openSession();
  const path = `${session.customer()}/installations/${id}`;
  const given = await readFields(options);
  const before = given ? await session.client.get<InstallationView>(path) : undefined;
  const config = given ? { config: { ...before?.config, ...given } } : {};
  const changed = await session.client.send<InstallationChanged>("PATCH", path, {
    operationId: randomUUID(),
    ...config,
    ...settingsOf(options),
  });
  print(program.opts(), changed, (value) => `It is ${value.state}.`);
}

interface Settings {
  schedule?: string | null;
  zone?: string;
  shareLogs?: boolean;
  language?: string;
  history?: "now" | "all";
  connections?: Record<string, string>;
}

function settingsOf(options: InstallOptions): Settings {
  return {
    ...(options.connect === undefined ? {} : { connections: Object.fromEntries(options.connect.map(parseConnect)) }),
    ...(options.shareLogs === undefined ? {} : { shareLogs: options.shareLogs }),
    ...(options.language === undefined ? {} : { language: options.language }),
    ...(options.history === undefined ? {} : { history: options.history }),
    ...(options.schedule === undefined ? {} : { schedule: options.schedule === "none" ? null : options.schedule }),
    ...(options.zone === undefined ? {} : { zone: options.zone }),
  };
}

function parseConnect(pair: string): [string, string] {
  const [name = "", connection = ""] = pair.split("=");
  if (name !== "" && connection !== "") return [name, connection];
  throw new CommandError(
    `--connect "${pair}" names no connection.`,
    "Write it as --connect crm=con_01j9…, with an id of: stoa connections",
  );
}
