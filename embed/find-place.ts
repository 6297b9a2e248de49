import type { EmbedPlaceView } from "@stoa/contract";
import { failedLately, noteFailed } from "./failed-lately.ts";
import { readSigner } from "./get-token.ts";

export type Place = EmbedPlaceView & { origin: string };

const patienceMs = 5_000;

/**
 * Asks Stoa whose key this is and whether the frame may stand here; a browser would show a refused frame as nothing. A side's own domain is
 * asked too before the frame is led there: one that is lost, or that the page's content policy does not name, gets none, and is left alone for minutes.
 */
export async function findPlace(source: string, token: string): Promise<Place> {
  const query = new URLSearchParams({ ...readSigner(token) }).toString();
  const place = await askPlace(source, query);
  const own = ownOrigin(source, place.origin, location.origin);
  if (own === source || place.problem || failedLately(own)) return { ...place, origin: source };
  const there = await askPlace(own, query, AbortSignal.timeout(patienceMs)).catch(() => undefined);
  if (there?.side === place.side && !there.problem) return { ...place, origin: own };
  noteFailed(own);
  return { ...place, origin: source };
}

/** Where Stoa says that the frame is to stand; never the page's own origin, within which a sandbox would hold nothing. */
export function ownOrigin(source: string, told: string | null | undefined, page: string): string {
  const { origin = source, protocol } = told && URL.canParse(told) ? new URL(told) : {};
  return origin === page || !protocol?.startsWith("http") ? source : origin;
}

async function askPlace(origin: string, query: string, signal: AbortSignal | null = null): Promise<EmbedPlaceView> {
  const answer = await fetch(`${origin}/embed/place?${query}`, { credentials: "omit", signal });
  if (!answer.ok) throw new Error(`${origin} answered ${answer.status}`);
  return (await answer.json()) as EmbedPlaceView;
}
