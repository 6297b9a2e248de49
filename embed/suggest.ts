import type { EmbedSessionView, MeView, SuggestionList, SuggestionView, SuggestQuery } from "@stoa/contract";
import { TokenFault, tokenFrom, type GetToken } from "./get-token.ts";

/** What the page is about, and who asks: as the element's own attributes. */
export interface SuggestOptions extends SuggestQuery {
  /** Where Stoa is; by default where this script came from. */
  src?: string;
  tokenUrl?: string;
  getToken?: GetToken;
  /** What titles are read in, as `de`; else the browser's. */
  lang?: string;
}

interface Kept {
  token: string;
  base: string;
  until: number;
}

const kept = new Map<string, Promise<Kept>>();
const earlyMs = 30_000;

/** Integrations that fit a page of yours and are not installed, for you to draw. Signs in once for all calls of a page. @throws Error with the reason */
export async function suggest({ src, tokenUrl, getToken, lang, ...context }: SuggestOptions): Promise<SuggestionView[]> {
  const origin = new URL(src ?? new URL(import.meta.url).origin, location.href).origin;
  const get = getToken ?? (tokenUrl === undefined ? undefined : tokenFrom(tokenUrl));
  if (!get) throw new TokenFault("There is neither tokenUrl nor getToken.", "Give one: see Stoa's page for hosts.");
  const session = await signedIn(origin, get);
  const query = new URLSearchParams(Object.entries(context).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
  return (await ask<SuggestionList>(`${origin}${session.base}/suggestions?${query.toString()}`, session.token, { language: lang })).items;
}

async function signedIn(origin: string, get: GetToken): Promise<Kept> {
  const before = await kept.get(origin)?.catch(() => undefined);
  if (before && performance.now() < before.until) return before;
  const fresh = signIn(origin, get);
  kept.set(origin, fresh);
  return fresh;
}

async function signIn(origin: string, get: GetToken): Promise<Kept> {
  const token = await get();
  const session = await ask<EmbedSessionView>(`${origin}/embed/sessions`, undefined, { body: { token } });
  const me = await ask<MeView>(`${origin}/v1/me`, session.token);
  const customer = me.places.find((place) => place.kind === "customer")?.id ?? "";
  return { token: session.token, base: `/v1/customers/${customer}`, until: performance.now() + session.expiresIn * 1000 - earlyMs };
}

async function ask<T>(
  url: string,
  token: string | undefined,
  { body, language }: { body?: object; language?: string | undefined } = {},
): Promise<T> {
  const answer = await fetch(url, {
    method: body ? "POST" : "GET",
    credentials: "omit",
    headers: {
      ...(language ? { "accept-language": language } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (answer.ok) return (await answer.json()) as T;
  const said = (await answer.json().catch(() => undefined)) as { error?: { what?: string } } | undefined;
  throw new Error(said?.error?.what ?? `${url} answered ${answer.status}.`);
}
