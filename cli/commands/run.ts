import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Manifest, ManifestProblem, Verdict } from "@stoa/contract";
import type { Mode, ProgramCheck } from "@stoa/program";
import { Option, type Command } from "commander";
import { CommandError } from "../command-error.ts";
import { paint } from "../output/paint.ts";
import { print, say } from "../output/print.ts";
import { duration } from "../output/time.ts";
import { checkRuntime } from "../session/check-runtime.ts";
import { readFields } from "../session/read-fields.ts";

interface RunOptions {
  config?: string;
  set?: string[];
  mode: Mode;
  unsandboxed?: boolean;
  allow: string[];
  retryItem?: string[];
  since?: string;
  language?: string;
  hostApi?: URL;
}

/** check, run: a program on this machine, without a server. */
export function addRun(program: Command): void {
  program
    .command("check")
    .argument("[folder]", "the program", ".")
    .description("everything that can be said without building")
    .action(async (folder: string) => check(program, resolve(folder)));
  program
    .command("run")
    .argument("[folder]", "the program", ".")
    .option("--config <file>", "the form as JSON, secrets too; - for standard input")
    .option("--set <field=value...>", "single fields")
    .addOption(new Option("--mode <mode>", "what is asked of it").choices(["run", "preview", "options", "check"]).default("run"))
    .option("--allow <host...>", "private hosts it may reach, as name or name:port", [])
    .option("--retry-item <item...>", "only these failed items, for a manifest with retry_items")
    .option("--since <moment>", "leave out what was there before it, for a manifest with history")
    .addOption(new Option("--language <code>", "what it speaks, as de").argParser(readLanguage))
    .addOption(
      new Option("--host-api <address>", "the host's API its actions are done in; a token for it in STOA_HOST_API_TOKEN").argParser(
        readAddress,
      ),
    )
    .option("--unsandboxed", "your own program, on this machine as it is")
    .description("run it once: same contract, same sandbox, same verdict, no server")
    .action(async (folder: string, options: RunOptions) => run(program, resolve(folder), options));
}

async function check(program: Command, folder: string): Promise<void> {
  const found = await checkFolder(folder);
  const { manifest } = found;
  const runtime = manifest ? await checkRuntime(folder, manifest) : { problems: [], advice: [] };
  const checked = { ...found, problems: [...found.problems, ...runtime.problems], advice: [...found.advice, ...runtime.advice] };
  const { problems, advice } = checked;
  print(program.opts(), { ok: problems.length === 0, contract: manifest?.contract ?? null, problems, advice }, () =>
    describeCheck(checked),
  );
  if (problems.length > 0) process.exitCode = 1;
}

function describeCheck({ problems, advice, manifest }: ProgramCheck): string {
  const line =
    (mark: string) =>
    (problem: ManifestProblem): string =>
      `${mark} ${problem.file}:${problem.line}:${problem.column} ${problem.message} ${problem.fix}`;
  const good =
    manifest && problems.length === 0
      ? [`${paint.fine("✓")} ${manifest.name ?? "The program"} keeps the contract ${manifest.contract} ${manifest.contractVersion}.`]
      : [];
  return [...problems.map(line(paint.failed("✗"))), ...advice.map(line(paint.waiting("·"))), ...good].join("\n");
}

async function checkFolder(folder: string): Promise<ProgramCheck> {
  const { checkProgram } = await import("@stoa/program");
  if (!existsSync(folder)) throw new CommandError(`There is no folder ${folder}.`, "stoa init hello makes one");
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => !/^\.(?:git|stoa)(?:\/|$)/.test(path) && !path.includes("node_modules/"))
    .filter((path) => statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() === true);
  const read = (path: string) => (paths.includes(path) ? readFileSync(join(folder, path)) : undefined);
  return checkProgram({
    paths,
    readText: (path) => read(path)?.toString("utf8"),
    readBytes: (path, most) => (paths.includes(path) && statSync(join(folder, path)).size > most ? "too large" : read(path)),
  });
}

async function run(program: Command, folder: string, options: RunOptions): Promise<void> {
  const { applyDefaults, checkConfig } = await import("@stoa/program");
  const checked = await checkFolder(folder);
  if (!checked.manifest) throw new CommandError(describeCheck(checked), "stoa check");
  if (checked.problems.length > 0) process.stderr.write(`${describeCheck(checked)}\n`);
  const { manifest } = checked;
  const { config, secrets } = split(manifest, applyDefaults(manifest, (await readFields(options)) ?? {}));
  const problems = options.mode === "run" ? checkConfig(manifest, { config, secrets: Object.keys(secrets) }) : [];
  if (problems.length > 0)
    throw new CommandError(
      problems.map((problem) => `${problem.path.slice(1)}: ${problem.message}`).join("\n  "),
      "stoa run --set field=value, or --config form.json",
    );
  if (options.retryItem && !manifest.retryItems)
    throw new CommandError(
      "The manifest does not say `retry_items: true`.",
      "Say it in stoa.yaml once the program can, or leave --retry-item out",
    );
  const since = options.since === undefined ? undefined : readSince(options.since, manifest);
  const { tryProgram } = await import("@stoa/server/machine");
  const ran = await tryProgram({
    folder,
    manifest,
    mode: options.mode,
    config,
    secrets,
    unsandboxed: options.unsandboxed === true,
    allow: options.allow,
    retryItems: options.retryItem,
    hostApi: hostApiOf(manifest, options),
    since,
    language: options.language,
    onLine: (stream, text) => say(stream === "stoa" ? paint.dim(`· ${text}`) : text),
  });
  for (const note of ran.notes) say(paint.dim(`· ${note}`));
  print(program.opts(), ran, ({ verdict, messages, took }) => describeVerdict(verdict, messages.counts, took));
  if (ran.verdict.outcome !== "succeeded") process.exitCode = 1;
}

function readAddress(text: string): URL {
  const address = URL.parse(text);
  if (address && /^https?:$/.test(address.protocol)) return address;
  throw new CommandError(`"${text}" is no address.`, "Write it as https://app.example.com/api");
}

/** @throws CommandError for a program that acts in its host's product and was not told where that is */
function hostApiOf({ actions = [] }: Manifest, { hostApi }: RunOptions): { address: URL; token: string | undefined } | undefined {
  if (hostApi) return { address: hostApi, token: process.env["STOA_HOST_API_TOKEN"] };
  if (actions.length === 0) return undefined;
  throw new CommandError(
    "It acts in its host's product (`actions`), and here is none.",
    "Say where its API is: STOA_HOST_API_TOKEN=… stoa run --host-api https://app.example.com/api",
  );
}

function readLanguage(code: string): string {
  if (/^[a-z]{2,3}$/.test(code)) return code;
  throw new CommandError(`"${code}" is no language.`, "Write its code: de");
}

function readSince(text: string, manifest: Manifest): Date {
  if (manifest.history === undefined)
    throw new CommandError("The manifest says nothing of `history`.", "Say `history: now` or `all` in stoa.yaml, or leave --since out");
  const since = new Date(text);
  if (Number.isNaN(since.getTime())) throw new CommandError(`"${text}" is no moment.`, "Write it as 2026-03-29 or 2026-03-29T08:00:00Z");
  return since;
}

function split(manifest: Manifest, given: Record<string, unknown>): { config: Record<string, unknown>; secrets: Record<string, string> } {
  const isSecret = ([name]: [string, unknown]): boolean => manifest.secrets.includes(name);
  const entries = Object.entries(given);
  return {
    config: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
    secrets: Object.fromEntries(entries.filter(isSecret).map(([name, value]) => [name, String(value)])),
  };
}

function describeVerdict(verdict: Verdict, counts: Record<string, number>, took: number): string {
  const mark = verdict.outcome === "succeeded" ? paint.fine("✓ succeeded") : paint.failed(`✗ ${verdict.outcome}`);
  const told = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const why = verdict.evidence ? [`  ${verdict.evidence.stream} line ${verdict.evidence.line}: ${verdict.evidence.text}`] : [];
  const rule =
    verdict.outcome === "failed"
      ? [paint.dim(`  ${verdict.failureClass ?? ""} · rule ${verdict.rule} · ${verdict.owner ?? ""} must act`)]
      : [];
  return [`${mark} in ${duration(took)}${told.length > 0 ? ` (${told.join(", ")})` : ""}`, `  ${verdict.sentence}`, ...why, ...rule].join(
    "\n",
  );
}
