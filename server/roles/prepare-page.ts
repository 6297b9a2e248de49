import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PageAnswer } from "../base/http/index.ts";
import { readFramingOrigins } from "../rooms/identity/index.ts";
import type { RolesDeps } from "./deps.ts";

// Nothing stands inline and nothing is evaluated: styles that pages compute are set by script on the elements themselves. Frames hold publishers'
// pages alone, wherever such a page would lead its frame.
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

/** The page every address of the web pages answers with; undefined while it is not built. Only the shop may stand in a frame, of its host's origins. */
export async function preparePage(deps: RolesDeps): Promise<PageAnswer | undefined> {
  const file = join(deps.appRoot, "web", "dist", "index.html");
  if (!existsSync(file)) {
    deps.log.warn({ file }, "the pages are not built: run `npm run build -w web`");
    return undefined;
  }
  const page = await readForms(file);
  return async (request, reply) => {
    const url = new URL(request.url, "http://stoa");
    const inShop = url.pathname === "/shop" || url.pathname.startsWith("/shop/");
    const origins = inShop ? await readFramingOrigins(deps, url.searchParams.get("side") ?? "", request.atDomain) : [];
    const ancestors = origins.length > 0 ? origins.join(" ") : "'none'";
    return reply
      .code(200)
      .headers({
        "content-security-policy": `${policy}; frame-src ${request.host}/pages/; frame-ancestors ${ancestors}`,
        "cache-control": "no-cache",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
      })
      .type("text/html; charset=utf-8")
      .send(request.atDomain ? page.atDomain : page.plain);
  };
}

/** A page as it is; and at a host's own domain, where its pages know then that they are a host's, not the deployment's. */
async function readForms(file: string): Promise<{ plain: Buffer; atDomain: Buffer }> {
  const plain = await readFile(file);
  return { plain, atDomain: Buffer.from(plain.toString("utf8").replace("<head>", '<head><meta name="stoa-domain" content="" />')) };
}
