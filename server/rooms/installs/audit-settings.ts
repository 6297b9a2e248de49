import { audit, type TxCtx } from "../../base/index.ts";
import { isSecretRef } from "./split-secrets.ts";
import type { InstallationRow } from "./store.ts";

type Config = Record<string, unknown>;

const secret = "(secret)";
/** A log is read by pages of hundreds: what a row holds has an end. */
const most = { names: 50, name: 100, value: 500 } as const;

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
    before: shorten(touched, (name) => valueOf(before.config, name)),
    after: shorten(touched, (name) => (isSecret(before.config, after.config, name) ? "(changed)" : valueOf(after.config, name))),
  });
}

function isSecret(before: Config, after: Config, name: string): boolean {
  return isSecretRef(before[name]) || isSecretRef(after[name]);
}

function valueOf(config: Config, name: string): unknown {
  if (isSecretRef(config[name])) return secret;
  const value = config[name] ?? null;
  return JSON.stringify(value).length > most.value ? "(long)" : value;
}

function shorten(names: readonly string[], read: (name: string) => unknown): Config {
  const shown = names.slice(0, most.names).map((name) => [name.slice(0, most.name), read(name)] as const);
  const left = names.length - shown.length;
  return Object.fromEntries(left > 0 ? [...shown, ["…", `(${left} more)`]] : shown);
}
