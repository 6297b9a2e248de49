import { pageTypeOf } from "@stoa/contract";
import type { BlobStore } from "../../base/blobs/index.ts";
import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { findPlaceOfPage } from "./store/pages.ts";

/** Where a file of a page is kept. */
export const pageKey = (digest: string, path: string): string => `pages/${digest}/${path}`;

/**
 * A file of a publisher's page, for whoever has its address: customers of the listing were given the page, or its host is asked to. Browsers ask for
 * it without a session, and it holds nothing of any customer. @param input `atSide`: the only side whose pages are there, at a host's own domain @throws StoaError not_found
 */
export async function readPage(
  ctx: Ctx,
  input: { listingId: string; digest: string; path: string; atSide: string | undefined },
  blobs: BlobStore,
): Promise<{ sideId: string; type: string; bytes: Awaited<ReturnType<BlobStore["get"]>> }> {
  const { listingId, digest, path, atSide } = input;
  const type = pageTypeOf(path);
  const place = type && (await transaction(ctx, ({ tx }) => findPlaceOfPage(tx, listingId, digest)));
  const key = pageKey(digest, path);
  if (!place || (atSide !== undefined && place.sideId !== atSide) || !(await blobs.head(key))) throw notFound("page");
  return { sideId: place.sideId, type, bytes: await blobs.get(key) };
}
