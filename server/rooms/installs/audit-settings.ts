import { audit, type TxCtx } from "../../base/index.ts";
import { isSecretRef } from "./split-secrets.ts";
import type { InstallationRow } from "./store.ts";

type Config = Record<string, unknown>;

const secret = "(secret)";

/**
 * Which settings a change touched, before and after; of a secret only that it was changed. A row of its own, without the publisher, who
 * does not see settings.
 */
export async function auditSettings(ctx: TxCtx, before: InstallationRow, after: InstallationRow): Promise<void> {
  const names = [...new Set([...Object.keys(before.config), ...Object.keys(after.config)])];
  const touched = names.filter((name) => JSON.stringify(before.config[name]) !== JSON.stringify(after.config[name]));
  if (touched.length === 0) return;
  await audit(ctx, {
    verb: "installation.settings",
    subject: after.id,
    sideId: after.sideId,
    customerId: after.customerId,
    before: Object.fromEntries(touched.map((name) => [name, valueOf(before.config, name)])),
    after: Object.fromEntries(
      touched.map((name) => [name, isSecret(before.config, after.config, name) ? "(changed)" : valueOf(after.config, name)]),
    ),
  });
}

function isSecret(before: Config, after: Config, name: string): boolean {
  return isSecretRef(before[name]) || isSecretRef(after[name]);
}

function valueOf(config: Config, name: string): unknown {
  return isSecretRef(config[name]) ? secret : (config[name] ?? null);
}
