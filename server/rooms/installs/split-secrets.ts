import type { Manifest } from "@stoa/contract";
import { putSecret, removeSecrets } from "../trust/index.ts";
import type { TxCtx } from "../../base/index.ts";

type Config = Record<string, unknown>;

/** A secret field of a stored config: the id of its row and when it was set (ISO 8601). */
export interface SecretRef {
  $secret: string;
  setAt: string;
}

export function isSecretRef(value: unknown): value is SecretRef {
  return typeof value === "object" && value !== null && "$secret" in value;
}

/** A stored config as its owner may see it: a secret field says only when it was set. */
export function hideSecrets(config: Config): Config {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, isSecretRef(value) ? { set: value.setAt } : value]));
}

/** A form as it would be sent with every secret kept. */
export function withoutSecrets(config: Config): Config {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => !isSecretRef(value)));
}

/** Names of the secret fields that have a value: given now, or kept from before. */
export function secretNames(input: { manifest: Manifest; given: Config; before: Config }): string[] {
  const kept = keptRefs(input);
  return input.manifest.secrets.filter((name) => name in kept || (typeof input.given[name] === "string" && input.given[name] !== ""));
}

/** Seals new secret values as rows and puts their ids into the config; rows no longer used are removed. */
export async function storeSecrets(
  ctx: TxCtx,
  input: { manifest: Manifest; given: Config; before: Config; customerId: string },
): Promise<Config> {
  const owner = { kind: "customer" as const, id: input.customerId };
  const kept: Config = keptRefs(input);
  const stored: Config = {};
  for (const [name, value] of Object.entries(input.given)) {
    if (!input.manifest.secrets.includes(name)) stored[name] = value;
    else if (name in kept) stored[name] = kept[name];
    else if (typeof value === "string" && value !== "") {
      stored[name] = { $secret: await putSecret(ctx, { owner, name, value }), setAt: new Date(ctx.clock.now()).toISOString() };
    }
  }
  const config = { ...stored, ...kept };
  const used = new Set(
    Object.values(config)
      .filter(isSecretRef)
      .map((ref) => ref.$secret),
  );
  const unused = Object.values(input.before)
    .filter(isSecretRef)
    .map((ref) => ref.$secret)
    .filter((id) => !used.has(id));
  if (unused.length > 0) await removeSecrets(ctx, { owner, ids: unused });
  return config;
}

function keptRefs(input: { manifest: Manifest; given: Config; before: Config }): Record<string, SecretRef> {
  const kept: Record<string, SecretRef> = {};
  for (const name of input.manifest.secrets) {
    const before = input.before[name];
    if (isSecretRef(before) && (input.given[name] === undefined || isShown(input.given[name]))) kept[name] = before;
  }
  return kept;
}

function isShown(value: unknown): boolean {
  return typeof value === "object" && value !== null && "set" in value;
}
