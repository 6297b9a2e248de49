import { addressSettings } from "@stoa/program";
import { transaction, type Ctx } from "../../../base/index.ts";
import { hasAnswered } from "../store/answered.ts";
import { findConfig } from "../store/inputs.ts";
import type { Hydrated } from "./hydrate-runs.ts";

type Place = { host: string; port: number };

/** Whether a place that was missed has answered this installation before, since its addresses were changed last; asked only where some were `missed`. */
export async function workedThere(ctx: Ctx, installationId: string, hydrated: Hydrated, missed: readonly Place[]): Promise<boolean> {
  const { lastSucceeded, release, hosts, config, configDigest } = hydrated;
  const before = lastSucceeded[0]?.configDigest;
  if (missed.length === 0 || !before) return false;
  const digests = [before, ...(configDigest ? [configDigest] : [])];
  const [past, answered] = await transaction(ctx, async ({ tx }) => [
    before === configDigest ? config : await findConfig(tx, installationId, before),
    await hasAnswered(tx, { installationId, digests, places: missed }),
  ]);
  const addresses = (values: Record<string, unknown>): string => JSON.stringify(addressSettings(release.manifest, values, hosts));
  return answered && past !== undefined && addresses(past) === addresses(config);
}
