import { join } from "node:path";
import type { Config } from "../../base/config.ts";
import { makePrivate } from "../postgres/index.ts";
import { type ChildOptions, startChild } from "../supervise/start-child.ts";
import type { Running } from "../supervise/keep-running.ts";

/** The example product at work, with the account a visitor signs in with. */
export interface Product extends Running {
  /** Its address on this machine. */
  url: string;
  email: string;
  password: string;
}

const readyLimit = 20_000;

/** Starts examples/host, a product of its own that embeds this deployment's marketplace. @throws Error with what it said when it is not ready */
export async function startProduct(
  options: Pick<ChildOptions, "place" | "runAs" | "env" | "onLine"> & { config: Config; port: number },
): Promise<Product> {
  const { config, port } = options;
  const folder = join(config.dataDir, "example");
  makePrivate(folder, options.runAs);
  const said: string[] = [];
  const ready = Promise.withResolvers<undefined>();
  const child = startChild({
    place: options.place,
    runAs: options.runAs,
    script: "examples/host/main.ts",
    env: { ...options.env, HOST_PORT: String(port), HOST_DATA: folder, STOA_URL: config.publicUrl },
    deathSignal: "KILL",
    onLine: (line) => {
      // It prints passwords and keys, which belong to its own terminal and into no log.
      if (!/^(Ledgerline|register it|sign in|API key)\b/.test(line)) options.onLine(line);
      said.push(line);
      if (line.startsWith("sign in ")) ready.resolve(undefined);
    },
    stopSteps: [
      ["SIGTERM", 3_000],
      ["SIGKILL", 2_000],
    ],
  });
  const late = new Promise<string>((resolve) => setTimeout(() => resolve(`not ready after ${readyLimit / 1000} s`), readyLimit).unref());
  const problem = await Promise.race([ready.promise, child.ended, late]);
  const [, email = "", password = ""] = /^sign in +(\S+) \/ (\S+)/.exec(said.find((line) => line.startsWith("sign in ")) ?? "") ?? [];
  if (problem === undefined) return { ...child, url: `http://127.0.0.1:${port}`, email, password };
  await child.stop();
  throw new Error(problem);
}
