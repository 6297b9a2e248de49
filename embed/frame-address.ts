import type { EmbedView } from "@stoa/contract";

export interface Errand {
  view: EmbedView;
  /** A listing's id, for `install`. */
  listing: string | undefined;
  /** An installation's id, for `connect` and `runs`. */
  installation: string | undefined;
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

function startOf({ view, listing, installation, path }: Errand): string {
  if (path !== undefined && safePath.test(path)) return path;
  const id = (view === "install" ? listing : installation)?.replace(/[^\w-]/g, "");
  if (!id) return view === "runs" ? "/runs" : "/";
  const starts: Record<EmbedView, string> = {
    market: "/",
    install: `/install/${id}`,
    connect: `/installations/${id}?tab=settings`,
    runs: `/runs?installationId=${id}`,
  };
  return starts[view];
}
