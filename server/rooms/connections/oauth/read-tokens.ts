import type { ProviderDefinition } from "@stoa/contract";
import type { TokenEndpointResponse } from "openid-client";
import { readPath } from "../provider/read-path.ts";
import { wholeAnswer } from "./normalise.ts";

/** What a provider gave for an account. */
export interface Tokens {
  accessToken: string;
  refreshToken: string | undefined;
  /** Undefined: it does not end by itself. */
  lifetimeMs: number | undefined;
  /** Undefined: those that were asked. */
  scopes: string[] | undefined;
  kept: Record<string, string>;
  answer: unknown;
}

export function readTokens(definition: ProviderDefinition, response: TokenEndpointResponse): Tokens {
  const spec = definition.oauth;
  const answer = response[wholeAnswer];
  const seconds = response.expires_in ?? (spec?.refresh === "never" ? undefined : spec?.lifetimeSeconds);
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token,
    lifetimeMs: seconds === undefined ? undefined : seconds * 1_000,
    scopes: response.scope === undefined ? undefined : response.scope.split(/[ ,]+/).filter((part) => part !== ""),
    kept: keep(answer, spec?.answer?.keep ?? {}),
    answer,
  };
}

/** Parts of an answer by the names they are kept under. */
export function keep(answer: unknown, paths: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.entries(paths).flatMap(([name, path]) => {
    const value = readPath(answer, path);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}
