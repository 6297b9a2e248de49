import { addressSettings } from "@stoa/program";
import { transaction, type Ctx } from "../../../base/index.ts";
import { findConfig } from "../store/inputs.ts";
import type { Hydrated } from "./hydrate-runs.ts";

/** Whether the last run that went well went to the same addresses; asked only where some of them were `missed`. */
export async function workedThere(ctx: Ctx, installationId: string, hydrated: Hydrated, missed: number): Promise<boolean> {
  const { lastSucceeded, release, hosts, config, configDigest } = hydrated;
  const before = lastSucceeded[0]?.configDigest;
  if (missed === 0 || !before) return false;
  if (before === configDigest) return true;
  const past = await transaction(ctx, ({ tx }) => findConfig(tx, installationId, before));
  const addresses = (values: Record<string, unknown>): string => JSON.stringify(addressSettings(release.manifest, values, hosts));
  return past !== undefined && addresses(past) === addresses(config);
}
