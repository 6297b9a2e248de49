import { Type } from "typebox";
import type { BlobStore } from "../../base/blobs/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { readPicture } from "./read-picture.ts";
import { takeId } from "./show.ts";

/** The digest is the address, so what was read once is never asked for again; nobody between may keep it, as not everybody may see it. */
export function pictureRoutes(deps: RouteDeps & { blobs: BlobStore }): void {
  addRoute(deps, {
    method: "GET",
    path: "/listings/:listingId/pictures/:digest",
    scopes: ["customer", "publisher", "side", "operator"],
    audit: { none: "reads only" },
    summary: "A picture of a listing",
    params: Type.Object({ listingId: Type.String(), digest: Type.String({ pattern: "^[0-9a-f]{64}$" }) }),
    handle: async (ctx, { params, reply }) => {
      const { picture, bytes } = await readPicture(
        ctx,
        { listingId: takeId("listing", params.listingId), digest: params.digest },
        deps.blobs,
      );
      return reply
        .headers({
          "content-type": picture.type,
          "content-length": picture.bytes,
          "cache-control": "private, max-age=31536000, immutable",
          "content-security-policy": "default-src 'none'; sandbox",
          "cross-origin-resource-policy": "same-origin",
          "x-content-type-options": "nosniff",
        })
        .send(bytes);
    },
  });
}
