import { showId, type EmbedPlaceView } from "@stoa/contract";
import { engineCtx, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import type { Within } from "./authorize.ts";
import { readFrameAddress } from "./domains/side-address.ts";
import { matchesOrigin } from "./match-origin.ts";
import type { AskAddress } from "./fetch-key-set.ts";
import { findSigningKey } from "./find-signing-key.ts";
import { findKeyPlace, type KeyPlaceRow } from "./store/keys.ts";

interface PlaceInput {
  issuer: string;
  kid: string;
  /** As the browser says it; a page without one is not in a browser, or stands in a sandbox. */
  origin: string | undefined;
  /** At a host's own domain: keys of its side alone. */
  within?: Within | undefined;
  publicUrl: string;
}

/**
 * Where a host's page is to look for its marketplace, asked before it draws the frame: a browser shows a frame it may not draw as
 * nothing at all, so the reason has to be known before. Tells strangers no more than whether a key they name is registered.
 */
export async function findEmbedPlace(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace">,
  input: PlaceInput,
  ask: AskAddress,
): Promise<EmbedPlaceView> {
  const { key } = await findSigningKey(ctx, ask, input);
  const isHere = key && (!input.within || key.sideId === input.within.sideId);
  const found =
    isHere && (await transaction(engineCtx(ctx, "embed-place", ctx.trace), (inner) => readPlace(inner, key.sideId, input.publicUrl)));
  if (!found) return { side: null, origin: null, test: true, problem: unknownKey(input) };
  const { place, origin } = found;
  return { side: showId("side", place.sideId), origin, test: place.kind === "test", problem: originProblem(place, input.origin) };
}

type Place = { place: KeyPlaceRow; origin: string };

async function readPlace({ tx, clock }: TxCtx, sideId: string, publicUrl: string): Promise<Place | undefined> {
  const place = await findKeyPlace(tx, sideId);
  return place && { place, origin: new URL(await readFrameAddress(tx, publicUrl, sideId, clock.now())).origin };
}

function unknownKey({ issuer, kid }: PlaceInput): EmbedPlaceView["problem"] {
  return {
    code: "unknown_key",
    what: "Stoa does not know the key your product signs with.",
    why: `No live key "${kid}" is registered for the issuer "${issuer}".`,
    fix: "Register its public half, or the address that publishes it, in the host's console under Sign-in keys.",
  };
}

function originProblem(place: KeyPlaceRow, origin: string | undefined): EmbedPlaceView["problem"] {
  if (origin !== undefined && matchesOrigin(place.origins, origin)) return null;
  const known = place.origins.length === 0 ? "none is" : `registered: ${place.origins.join(", ")}`;
  return {
    code: "unknown_origin",
    what: "This page may not show the marketplace.",
    why: `Its origin ${origin ?? "is not told by the browser and"} is not registered (${place.kind === "test" ? known : "the console lists those that are"}).`,
    fix: "Add it in the host's console under Look and frame, exactly as written here.",
  };
}
