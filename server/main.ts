// npm start: checks, starts every part, prints where to go, and stops everything in order on Ctrl-C, SIGTERM or the end of its parent.
import { readConfig } from "./base/config.ts";
import { StoaError } from "./base/errors.ts";
import { giveMemoryBack } from "./base/give-memory-back.ts";
import { enterOwnMounts, parentLives } from "./machine/supervise/app-place.ts";
import { type Deployment, startDeployment } from "./machine/supervise/supervisor.ts";

/** sysexits.h: so that a service manager can tell "mend the setting" from "start it again". */
const exitCodes = { setup: 78, failed: 70 };

/** For programs: where to go as one line of JSON, what goes wrong as another on stderr, and all that is for people there too. */
const isForPrograms = process.argv.includes("--json");

enterOwnMounts();
const wantStop = Promise.withResolvers<string>();
const wantHaste = Promise.withResolvers<undefined>();
let firstAsked: number | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => ask(signal));
process.once("disconnect", () => wantStop.resolve("the parent ended"));
if (!parentLives()) wantStop.resolve("the parent ended");
await main();

async function main(): Promise<void> {
  try {
    const starting = startDeployment(readConfig(process.env), (text) => say(`  ${text}`));
    const early = await Promise.race([starting.then(() => undefined), wantStop.promise]);
    const deployment = await starting;
    giveMemoryBack();
    if (early === undefined) greet(deployment);
    const end = await Promise.race([wantStop.promise.then(() => undefined), deployment.failed]);
    if (early === undefined) say(end === undefined ? "Stopping." : `Stopping: ${end}. The log is ${deployment.logFile}`);
    void wantHaste.promise.then(() => {
      say("Stopping at once.");
      deployment.hurry();
    });
    await deployment.stop();
    process.exit(end === undefined ? 0 : exitCodes.failed);
  } catch (error) {
    explain(error);
    process.exit(error instanceof StoaError ? exitCodes.setup : exitCodes.failed);
  }
}

/** The second time whoever asks does not want to wait for programs. */
function ask(signal: string): void {
  // A terminal that closes sends more than one.
  if (firstAsked !== undefined && performance.now() - firstAsked > 1_000) wantHaste.resolve(undefined);
  firstAsked ??= performance.now();
  wantStop.resolve(signal);
}

function greet({ url, signInLink, migrations, logFile, example }: Deployment): void {
  if (isForPrograms) return void process.stdout.write(`${JSON.stringify({ url, signInLink, example, migrations, logFile })}\n`);
  const lines = ["", `  Stoa is ready: ${url}`];
  if (signInLink !== undefined) lines.push(`  Sign in once as operator: ${signInLink}`);
  if (example) lines.push(`  The example product: ${example.url}  sign in as ${example.email}, password ${example.password}`);
  if (migrations.length > 0) lines.push(`  The database was brought up to date (${migrations.length} steps).`);
  lines.push(`  Log: ${logFile}`, "  Ctrl-C stops everything.", "");
  say(lines.join("\n"));
}

function explain(error: unknown): void {
  if (!(error instanceof StoaError)) return void process.stderr.write(`stoa: ${error instanceof Error ? error.stack : String(error)}\n`);
  const { message, why, fix } = error;
  if (isForPrograms) return void process.stderr.write(`${JSON.stringify({ error: { code: error.code, what: message, why, fix } })}\n`);
  process.stderr.write(`\nStoa did not start: ${message}\n${why === undefined ? "" : `  why: ${why}\n`}  fix: ${fix}\n`);
}

function say(text: string): void {
  (isForPrograms ? process.stderr : process.stdout).write(`${text}\n`);
}
