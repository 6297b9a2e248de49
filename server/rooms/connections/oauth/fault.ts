import type { ProviderDefinition } from "@stoa/contract";
import { AuthorizationResponseError, ClientError, ResponseBodyError } from "openid-client";
import { StoaError } from "../../../base/index.ts";
import { UnreachedError } from "../../sandbox/index.ts";

/**
 * Why a provider gave nothing. `grant`: the account must be connected anew. `client`: the app's own id or secret is refused. `later`: it may
 * work later. `text` is a sentence safe to show: it holds the provider's error word, never a value.
 */
export interface ProviderFault {
  kind: "grant" | "client" | "later";
  text: string;
}

/** Reads whatever was thrown while a provider was asked. @throws what is a fault of our own */
export function readFault(definition: ProviderDefinition, error: unknown): ProviderFault {
  const { title } = definition;
  if (error instanceof AuthorizationResponseError) {
    const text = error.error === "access_denied" ? `${title} was told not to allow it.` : `${title} refused: ${word(error.error)}.`;
    return { kind: "grant", text };
  }
  if (error instanceof ResponseBodyError) return readRefusal(definition, error);
  if (error instanceof UnreachedError || error instanceof StoaError) return { kind: "later", text: error.message };
  if (error instanceof ClientError) return { kind: "later", text: sayClientError(title, error) };
  throw error;
}

function readRefusal({ title, oauth }: ProviderDefinition, { error }: ResponseBodyError): ProviderFault {
  const text = `${title} refused: ${word(error)}.`;
  if ((oauth?.badGrant ?? ["invalid_grant"]).includes(error)) return { kind: "grant", text };
  if ((oauth?.badClient ?? ["invalid_client", "unauthorized_client"]).includes(error))
    return { kind: "client", text: `${title} does not know the app, or refuses its secret (${word(error)}).` };
  return { kind: "later", text };
}

function sayClientError(title: string, { cause, code }: ClientError): string {
  if (cause instanceof UnreachedError) return cause.message;
  if (cause instanceof Response) return `${title} answered ${cause.status}.`;
  return `${title} gave an answer that cannot be used (${code ?? "unknown"}).`;
}

const word = (text: string): string => text.replaceAll(/[^A-Za-z0-9_.: -]/g, "?").slice(0, 80);
