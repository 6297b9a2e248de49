import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort, type MainProcess, runMain, stopMain } from "../../server/machine/testing/run-main.ts";
import { listRuntimes } from "../../server/rooms/sandbox/testing.ts";

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
  if (main.code === undefined && operatorCode !== undefined) {
    await untilWarm(dataDir, main);
    return { url: main.url, dataDir, env: { ...env, STOA_DATA: dataDir, STOA_PORT: String(port) }, operatorCode, main, stop, said };
  }
  await stop();
  throw new Error(`The deployment did not start:\n${said()}`);
}

/** On a new machine the runtime git runs in is made first, for a minute, which is no trial's matter. */
async function untilWarm(dataDir: string, main: MainProcess): Promise<void> {
  const isThere = async (): Promise<boolean> => (await listRuntimes({ dataDir })).some(({ packages }) => packages.includes("git"));
  while (main.code === undefined && !(await isThere())) await wait(200);
}

/** Settings of the machine's package clients and authorities that builds need. */
function passedOn(): Record<string, string> {
  const names = ["NODE_EXTRA_CA_CERTS", "STOA_CA_FILE", "STOA_REGISTRIES", "LANG"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
