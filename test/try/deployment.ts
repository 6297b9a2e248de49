import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serviceUser } from "../../server/machine/supervise/run-as.ts";
import { freePort, type MainProcess, runMain, stopMain } from "../../server/machine/testing/run-main.ts";

/** A whole deployment as `npm start` starts it, over a data folder of its own that goes with it. */
export interface TriedDeployment {
  url: string;
  dataDir: string;
  /** Its environment, for this machine's own commands. */
  env: Record<string, string>;
  /** The code of the operator's one-time sign-in link. */
  operatorCode: string;
  main: MainProcess;
  /** Exit code of the supervisor. */
  stop(): Promise<number>;
  /** What it wrote to its terminal, to be shown when something went wrong. */
  said(): string;
}

export interface DeploymentOptions {
  /** `host:port` of private addresses that boxes may reach. */
  allow: string[];
  slots: number;
  env?: Record<string, string>;
  /** A free one when left out. */
  port?: number;
}

/** @throws Error with what it said when it is not ready */
export async function startDeployment(options: DeploymentOptions): Promise<TriedDeployment> {
  const dataDir = mkdtempSync(join(tmpdir(), "stoa-try-"));
  shareRuntimes(dataDir);
  const port = options.port ?? (await freePort());
  const env = {
    STOA_EXAMPLE: "off",
    STOA_EGRESS_ALLOW: options.allow.join(","),
    STOA_SLOTS: String(options.slots),
    ...passedOn(),
    ...options.env,
  };
  const main = await runMain({ dataDir, port, env });
  const said = (): string => `${main.stdout}${main.stderr}`;
  const stop = async (): Promise<number> => {
    const code = main.code ?? (await stopMain(main));
    rmSync(dataDir, { recursive: true, force: true });
    return code;
  };
  const operatorCode = /sign-in#(\S+)/.exec(main.stdout)?.[1];
  if (main.code === undefined && operatorCode !== undefined)
    return { url: main.url, dataDir, env: { ...env, STOA_DATA: dataDir, STOA_PORT: String(port) }, operatorCode, main, stop, said };
  await stop();
  throw new Error(`The deployment did not start:\n${said()}`);
}

/** Settings of the machine's package clients and authorities that builds need. */
function passedOn(): Record<string, string> {
  const names = ["NODE_EXTRA_CA_CERTS", "STOA_CA_FILE", "STOA_REGISTRIES", "LANG"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/** Runtimes take up to a minute each to make, so those of every trial on this machine are kept in one folder, by the user who makes them. */
export function shareRuntimes(dataDir: string): void {
  const user = serviceUser();
  const cache = user ? "/var/tmp/stoa-try-runtimes" : join(tmpdir(), `stoa-try-runtimes-${process.getuid?.()}`);
  mkdirSync(cache, { recursive: true, mode: 0o755 });
  const found = lstatSync(cache);
  const owner = user?.uid ?? process.getuid?.();
  if (!found.isDirectory() || (found.uid !== owner && found.uid !== process.getuid?.()))
    throw new Error(`${cache} belongs to somebody else; remove it.`);
  chmodSync(cache, 0o755);
  if (user) chownSync(cache, user.uid, user.gid);
  symlinkSync(cache, join(dataDir, "runtimes"));
}
