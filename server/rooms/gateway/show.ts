import {
  showId,
  usualLanguage,
  type DeclarationDiff,
  type HostAction,
  type HostActionList,
  type HostApi,
  type HostTokenList,
  type TokenFacts,
} from "@stoa/contract";
import type { DeclaredAction } from "./document/read-document.ts";
import type { Previewed } from "./preview-declaration.ts";
import type { ApiRow, PlacedActionRow, SidePlaceRow } from "./store/actions.ts";

/** How many installations were allowed each action; undefined where the reader may not know. */
export type GrantCounts = ReadonlyMap<string, number> | undefined;

export function showApi({ base, title, versionText, digest, words, way, header, prefix, declaredAt }: ApiRow): HostApi {
  const languages = [words?.language ?? usualLanguage, ...Object.keys(words?.translations ?? {})];
  return { base, title, version: versionText, digest, languages, way, header, prefix, declaredAt: new Date(declaredAt).toISOString() };
}

export function showToken({ customerId, setAt }: { customerId: string; setAt: number }): HostTokenList["items"][number] {
  return { customerId: showId("customer", customerId), setAt: new Date(setAt).toISOString() };
}

export function showAction(action: DeclaredAction, counts: GrantCounts): HostAction {
  const { name, title, text, method, path, scopes } = action;
  return { name, title, text, method, path, scopes, installations: counts ? (counts.get(name) ?? 0) : null };
}

export function showPlaced({
  sideId,
  host,
  side,
  name,
  title,
  text,
  method,
  path,
  scopes,
}: PlacedActionRow): HostActionList["items"][number] {
  return { sideId: showId("side", sideId), host, side, name, title, text, method, path, scopes };
}

export function showDifference(
  { declaration, difference, baseBefore }: Previewed,
  { counts, mustAgree }: { counts: GrantCounts; mustAgree: number },
): DeclarationDiff {
  const show = (action: DeclaredAction): HostAction => showAction(action, counts);
  return {
    base: { before: baseBefore, after: declaration.base },
    added: difference.added.map(show),
    removed: difference.removed.map(show),
    changed: difference.changed.map(({ before, after, what, asksMore }) => ({ before: show(before), after: show(after), what, asksMore })),
    same: difference.same,
    mustAgree,
    skipped: declaration.skipped,
  };
}

/** What a host's check of Stoa's tokens is told: keys of this side alone sign them, so no other host's token is ever good there. */
export function showTokenFacts(publicUrl: string, { place, api }: { place: SidePlaceRow; api: ApiRow | undefined }): TokenFacts {
  const jwks = `${publicUrl}/.well-known/stoa/${place.host}/${place.side}/jwks.json`;
  return { issuer: publicUrl, audience: api?.base ?? null, jwks };
}
