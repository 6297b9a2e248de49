import type { Picture, Pictures } from "@stoa/contract";
import type { BlobStore } from "../../base/blobs/index.ts";
import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { readPicturesOf } from "./get-listing.ts";
import { offeredTenant } from "./offer.ts";

/** Where a picture's bytes are kept. */
export const pictureKey = (digest: string): string => `pictures/${digest}`;

/** A picture of a listing, where the listing is seen: what is on show and, for its publisher and the host, what waits. @throws StoaError not_found */
export async function readPicture(
  ctx: Ctx,
  input: { listingId: string; digest: string },
  blobs: BlobStore,
): Promise<{ picture: Picture; bytes: Awaited<ReturnType<BlobStore["get"]>> }> {
  const picture = await transaction(ctx, async (inner) => {
    const seen = await readPicturesOf(inner, input.listingId, await offeredTenant(inner));
    return seen.flatMap(allOf).find(({ digest }) => digest === input.digest);
  });
  if (!picture) throw notFound("picture");
  return { picture, bytes: await blobs.get(pictureKey(picture.digest)) };
}

const allOf = ({ icon, items }: Pictures): Picture[] => (icon ? [icon, ...items] : items);
