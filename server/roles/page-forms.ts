import { createHash } from "node:crypto";

export interface PageForm {
  html: string;
  /** What its policy allows as scripts beside those of its own origin. */
  scripts: string;
}

/** What the build says of the pages at an address: files they are made of beyond those that stand in the page. */
export interface Ahead {
  path: string;
  scripts: readonly string[];
  sheets: readonly string[];
}

const pagesScript = /<script type="module"[^>]*? src="([^"]+)"[^>]*><\/script>/;
const aheadOfPages = /\s*<link rel="modulepreload"[^>]*>/g;

/** At a host's own domain pages know that they are a host's, not the deployment's. */
export const asDomain = (page: PageForm): PageForm => ({
  ...page,
  html: page.html.replace("<head>", '<head><meta name="stoa-domain" content="" />'),
});

/**
 * The page as a window at a provider gets it: in place of the pages' scripts one small one, which stands in the page itself and knows where those are,
 * should it need them. A page without scripts of its own stays as it is.
 */
export function asWindow({ html, scripts }: PageForm, script: string): PageForm {
  const [tag, pages] = pagesScript.exec(html) ?? [];
  if (tag === undefined || pages === undefined) return { html, scripts };
  const digest = createHash("sha256").update(script).digest("base64");
  const inline = `<script data-pages="${pages}">${script}</script>`;
  return { html: html.replace(tag, () => inline).replaceAll(aheadOfPages, ""), scripts: `${scripts} 'sha256-${digest}'` };
}

/** The page with what its address will need in its head: else a browser learns of it only from the scripts before. */
export function withAhead({ html, scripts }: PageForm, ahead: Ahead): PageForm {
  const links = [
    ...ahead.scripts.map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`),
    ...ahead.sheets.map((file) => `<link rel="stylesheet" crossorigin href="/${file}">`),
  ];
  return { html: html.replace("</head>", () => `${links.join("")}</head>`), scripts };
}
