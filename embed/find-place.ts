import type { EmbedPlaceView } from "@stoa/contract";
import { readSigner } from "./get-token.ts";

/** Asks Stoa whose key this is and whether the frame may stand here; a browser would show a refused frame as nothing. */
export async function findPlace(origin: string, token: string): Promise<EmbedPlaceView> {
  const query = new URLSearchParams({ ...readSigner(token) });
  const answer = await fetch(`${origin}/embed/place?${query.toString()}`, { credentials: "omit" });
  if (!answer.ok) throw new Error(`${origin} answered ${answer.status}`);
  return (await answer.json()) as EmbedPlaceView;
}
