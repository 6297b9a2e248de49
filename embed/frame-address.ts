import type { EmbedView } from "@stoa/contract";

export interface Errand {
  view: EmbedView;
  /** A listing's id, for `install`. */
  listing: string | undefined;
  /** An installation's id, for `connect` and `runs`. */
  installation: string | undefined;
  /** What the host's page is about, for `suggest`: `object=invoices&provider=Xero`. */
  context?: string | undefined;
  /** A path of the marketplace, as `stoa-route` told it. */
  path: string | undefined;
}

const safePath = /^\/(?!\/|.*(?:\.\.|%2e))[\w/?=&.%~-]*$/i;

/** The address the frame opens with. Ids and paths that are not shaped like one are left out. */
export function frameAddress(origin: string, side: string, errand: Errand): string {
  const url = new URL(`/shop${startOf(errand)}`.replace(/\/$/, ""), origin);
  url.searchParams.set("side", side);
  return url.href;
}

const contextNames = ["provider", "object", "category", "words", "limit"];

/** Of the context only what a suggestion is made by. */
function readContext(context = ""): string {
  const said = new URLSearchParams([...new URLSearchParams(context)].filter(([name]) => contextNames.includes(name)));
  return said.toString();
}

function startOf({ view, listing, installation, path, context }: Errand): string {
  if (path !== undefined && safePath.test(path)) return path;
  if (view === "suggest") return `/suggest?${readContext(context)}`;
  const id = (view === "install" ? listing : installation)?.replace(/[^\w-]/g, "");
  if (!id) return view === "runs" ? "/runs" : "/";
  const starts: Record<Exclude<EmbedView, "suggest">, string> = {
    market: "/",
    install: `/install/${id}`,
    connect: `/installations/${id}?tab=settings`,
    runs: `/runs?installationId=${id}`,
  };
  return starts[view];
}
