import { join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import type { Config } from "../../base/config.ts";
import type { Db } from "../../base/db/index.ts";
import { engineCtx } from "../../base/index.ts";
import type { Log } from "../../base/log.ts";
import { bringIntegration, type Bringing, exampleNames, wasListed } from "./bring-integration.ts";
import { bringTenants } from "./bring-tenants.ts";

export interface ExampleOptions {
  db: Db;
  clock: Clock;
  log: Log;
  config: Config;
  appRoot: string;
  /** Where the example product answers. */
  productUrl: string;
  /** Hears one sentence for a person, at the end. */
  say(text: string): void;
  signal: AbortSignal;
}

/**
 * Fills the marketplace that stands in the example product: its host, a publisher, and its integrations built from their folders. What is
 * there stays. Takes minutes at first, since runtimes are made. Never rejects: the deployment works without it.
 */
export async function bringExample(options: ExampleOptions): Promise<void> {
  const { log, signal } = options;
  try {
    const operator = { ...engineCtx(options, "example"), scope: { kind: "operator" as const }, actor: { kind: "machine" as const } };
    const tenants = await bringTenants(operator, options.productUrl, signal);
    const { config, appRoot } = options;
    const url = `${config.tls ? "https" : "http"}://127.0.0.1:${config.port}`;
    const counts = await bringAll({ tenants, appRoot, tmp: join(config.dataDir, "tmp"), url, signal }, log);
    const { listed, failed } = counts;
    if (failed > 0) options.say(`The example's marketplace lacks ${failed} of ${exampleNames.length} integrations; the log says why.`);
    else if (listed > 0) options.say(`The example's marketplace is filled: ${exampleNames.length} integrations.`);
  } catch (error) {
    if (signal.aborted) return;
    log.warn({ err: error }, "the example's marketplace could not be set up");
    options.say("The example's marketplace could not be set up; the log says why.");
  }
}

/** One after the other, so that a person's own first push need not wait for all of them. */
async function bringAll(bringing: Bringing, log: Log): Promise<{ listed: number; failed: number }> {
  const counts = { listed: 0, failed: 0 };
  for (const [index, name] of exampleNames.entries()) {
    try {
      const there = await wasListed(bringing.tenants.side, name);
      if (!there) {
        await bringing.tenants.sayArriving(arriving(index));
        await bringIntegration(bringing, name);
        counts.listed++;
      }
      log.info({ integration: name }, `the example integration is ${there ? "there" : "listed"}`);
    } catch (error) {
      if (bringing.signal.aborted) throw error;
      counts.failed++;
      log.warn({ err: error, integration: name }, "an example integration could not be brought in");
    }
  }
  if (counts.listed + counts.failed > 0) await bringing.tenants.sayArriving(undefined);
  return counts;
}

/** Numbers alone: pages say them in their reader's language. */
const arriving = (done: number): string => `${done}/${exampleNames.length}`;
