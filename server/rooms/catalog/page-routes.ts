import { pageFilePattern, pageLimits, showId } from "@stoa/contract";
import type { BlobStore } from "../../base/blobs/index.ts";
import type { RouteDeps } from "../../base/http/index.ts";
import { engineCtx, notFound } from "../../base/index.ts";
import { readFramingOrigins } from "../identity/index.ts";
import { readPage } from "./read-page.ts";
import { takeId } from "./show.ts";

const digestPattern = /^[0-9a-f]{64}$/;
const pathPattern = new RegExp(pageFilePattern);

/**
 * Publishers' pages. Each answer puts its document into an origin of its own that nobody else is of, however it is opened: nothing of Stoa's or of
 * another page can be read there, nothing sent, and nothing loaded but the files beside it.
 */
export function pageRoutes(deps: RouteDeps & { blobs: BlobStore }): void {
  deps.app.get("/pages/:listingId/:digest/*", { schema: { hide: true } }, async (request, reply) => {
    const { listingId, digest, "*": path } = request.params as { listingId: string; digest: string; "*": string };
    if (!digestPattern.test(digest) || path.length > pageLimits.path || !pathPattern.test(path)) throw notFound("page");
    // A page is shown in a frame that says whose it is; a tab of its own under this address would pass for one of ours.
    const dest = request.headers["sec-fetch-dest"];
    const document = path.endsWith(".html");
    if (dest === "document" || (document && dest !== undefined && dest !== "iframe")) throw notFound("page");
    const { sideId, type, bytes } = await readPage(
      engineCtx(deps, "read-page"),
      { listingId: takeId("listing", listingId), digest, path, atSide: request.atDomain?.sideId },
      deps.blobs,
    );
    const own = `http://${request.host}`;
    const framed = document ? [own, ...(await readFramingOrigins(deps, showId("side", sideId), request.atDomain))] : ["'none'"];
    return reply
      .headers({
        "content-type": type,
        "cache-control": document ? "no-cache" : "private, max-age=86400, immutable",
        "content-security-policy": policyOf(`${own}/pages/${listingId}/${digest}/`, framed),
        // Of an opaque origin everything is of another one, fonts and modules ask with `Origin: null`.
        "cross-origin-resource-policy": "cross-origin",
        "access-control-allow-origin": "*",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-dns-prefetch-control": "off",
      })
      .send(bytes);
  });
}

/** A source of `http:` stands for `https:` too. `'self'` would be all of Stoa where a browser takes it for the address's origin. */
function policyOf(folder: string, framed: readonly string[]): string {
  return [
    "sandbox allow-scripts",
    "default-src 'none'",
    `script-src ${folder}`,
    `style-src ${folder} 'unsafe-inline'`,
    `img-src ${folder} data:`,
    `font-src ${folder}`,
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "webrtc 'block'",
    `frame-ancestors ${framed.join(" ")}`,
  ].join("; ");
}
