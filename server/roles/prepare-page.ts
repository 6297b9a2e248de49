import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PageAnswer } from "../base/http/index.ts";
import { readFramingOrigins } from "../rooms/identity/index.ts";
import type { RolesDeps } from "./deps.ts";
import { asDomain, asWindow, withAhead, type Ahead, type PageForm } from "./page-forms.ts";

// Nothing but the one script known by its digest stands inline, and nothing is evaluated: styles that pages compute are set by script on the elements
// themselves. Frames hold publishers' pages alone, wherever such a page would lead its frame.
const policy = (scripts: string): string =>
  [
    "default-src 'self'",
    `script-src 'self'${scripts}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");

/** Where a window at a provider begins, and where the provider sends it back to. */
const windows = new Set(["/connect/start", "/connect/return"]);

/** The page every address of the web pages answers with; undefined while it is not built. Only the shop may stand in a frame, of its host's origins. */
export async function preparePage(deps: RolesDeps): Promise<PageAnswer | undefined> {
  const dist = join(deps.appRoot, "web", "dist");
  const file = join(dist, "index.html");
  if (!existsSync(file)) {
    deps.log.warn({ file }, "the pages are not built: run `npm run build -w web`");
    return undefined;
  }
  const formAt = await readForms(dist, { html: await readFile(file, "utf8"), scripts: "" });
  return async (request, reply) => {
    const url = new URL(request.url, "http://stoa");
    const inShop = url.pathname === "/shop" || url.pathname.startsWith("/shop/");
    const origins = inShop ? await readFramingOrigins(deps, url.searchParams.get("side") ?? "", request.atDomain) : [];
    const ancestors = origins.length > 0 ? origins.join(" ") : "'none'";
    const form = formAt(url.pathname)[request.atDomain ? "atDomain" : "plain"];
    return reply
      .code(200)
      .headers({
        "content-security-policy": `${form.policy}; frame-src ${request.host}/pages/; frame-ancestors ${ancestors}`,
        "cache-control": "no-cache",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
      })
      .type("text/html; charset=utf-8")
      .send(form.html);
  };
}

interface Sent {
  html: Buffer;
  policy: string;
}

type Forms = Record<"plain" | "atDomain", Sent>;

/** The page as it is sent at a path. A build that lacks what was laid beside it is sent as it is. */
async function readForms(dist: string, page: PageForm): Promise<(path: string) => Forms> {
  const beside = (name: string): Promise<string | undefined> =>
    existsSync(join(dist, name)) ? readFile(join(dist, name), "utf8") : Promise.resolve(undefined);
  const script = await beside("connect.js");
  const ahead = JSON.parse((await beside("ahead.json")) ?? "[]") as Ahead[];
  const plain = bothForms(page);
  const window = script === undefined ? plain : bothForms(asWindow(page, script));
  const known = ahead.map((one) => ({ at: new RegExp(one.path), forms: bothForms(withAhead(page, one)) }));
  return (path) => (windows.has(path) ? window : (known.find(({ at }) => at.test(path))?.forms ?? plain));
}

/** A page as it is, and at a host's own domain. */
function bothForms(page: PageForm): Forms {
  const sent = ({ html, scripts }: PageForm): Sent => ({ html: Buffer.from(html), policy: policy(scripts) });
  return { plain: sent(page), atDomain: sent(asDomain(page)) };
}
