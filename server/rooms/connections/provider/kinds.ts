import type { ProviderDefinition, ProviderKind } from "@stoa/contract";

/** Whether its credential is a token that is fetched. */
export function usesOAuth(kind: ProviderKind): boolean {
  return kind === "oauth-code" || kind === "client-credentials" || kind === "device-code";
}

/** Whether a host or publisher must be known there before anybody can connect. */
export function needsApp({ kind, fields }: ProviderDefinition): boolean {
  if (kind === "client-credentials") return !fields.some(({ name }) => name === "client_id");
  return usesOAuth(kind);
}

/** Whether the customer connects by entering something, rather than at the provider. */
export function isEntered(kind: ProviderKind): boolean {
  return kind !== "oauth-code" && kind !== "device-code";
}
