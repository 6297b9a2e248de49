import type { ProviderDefinition } from "@stoa/contract";
import { fill, type Values } from "./fill.ts";

/** What is added to a request so that the provider knows the account. */
export interface Sent {
  headers: Record<string, string>;
  query: Record<string, string>;
}

/** @throws StoaError refused when a value is missing */
export function credentialOf({ send }: ProviderDefinition, values: Values): Sent {
  const headers = { ...send.headers };
  if (send.basic) {
    const pair = `${fill(send.basic.user, values)}:${fill(send.basic.password, values)}`;
    return { headers: { ...headers, authorization: `Basic ${Buffer.from(pair).toString("base64")}` }, query: {} };
  }
  const value = fill(send.value ?? "", values);
  if (send.header !== undefined) return { headers: { ...headers, [send.header.toLowerCase()]: value }, query: {} };
  return { headers, query: { [send.query ?? ""]: value } };
}
