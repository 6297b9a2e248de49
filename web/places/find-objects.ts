import type { PaletteItem } from "../parts/app-shell/palette-match.ts";
import { api } from "../api/client.ts";
import type { OpenPlace, PlaceKind } from "./place.ts";

interface Named {
  id: string;
  name?: string;
  title?: string;
  customerName?: string | null;
}

const lists: Record<PlaceKind, readonly [path: string, kind: string][]> = {
  operator: [
    ["hosts", "Host"],
    ["publishers", "Publisher"],
    ["customers", "Customer"],
    ["listings", "Listing"],
    ["installations", "Installation"],
  ],
  side: [
    ["listings", "Listing"],
    ["customers", "Customer"],
    ["publishers", "Publisher"],
    ["installations", "Installation"],
  ],
  publisher: [
    ["integrations", "Integration"],
    ["installations", "Installation"],
  ],
  customer: [
    ["listings", "Listing"],
    ["installations", "Installation"],
  ],
};

const opened = new Set(["listings", "installations", "integrations"]);

/** Objects of a place by what is typed; a whole id leads straight to its page. */
export async function findObjects(place: OpenPlace, query: string, signal: AbortSignal): Promise<readonly PaletteItem[]> {
  const direct = byId(place, query);
  if (direct) return [direct];
  const found = await Promise.all(
    lists[place.kind].map(async ([path, kind]) => {
      const page = await api.get<{ items: Named[] }>(`${place.api}/${path}`, { q: query, limit: 5 }, signal).catch(() => ({ items: [] }));
      return page.items.map((item) => toItem(place, path, kind, item));
    }),
  );
  return found.flat();
}

function toItem(place: OpenPlace, path: string, kind: string, item: Named): PaletteItem {
  const name = item.name ?? item.title ?? item.id;
  const hasPage = opened.has(path) || (place.kind === "side" && path === "customers");
  const href = hasPage ? `${place.href}/${path}/${item.id}` : `${place.href}/${path}?q=${encodeURIComponent(name)}`;
  return { key: item.id, title: `${name}${whose(path, item)}`, kind, href };
}

/** Installations of one integration share its name: their customers tell them apart, or, where those are not told, the ends of their ids. */
function whose(path: string, item: Named): string {
  if (item.customerName) return `, ${item.customerName}`;
  return path === "installations" ? `, ${item.id.slice(-6)}` : "";
}

const pages: Record<string, string> = { run: "runs", ins: "installations", lst: "listings", int: "integrations", bld: "builds" };

function byId(place: OpenPlace, query: string): PaletteItem | undefined {
  const [, prefix = ""] = /^([a-z]+)_[0-9a-z]{26}$/.exec(query) ?? [];
  const page = pages[prefix];
  return page ? { key: query, title: query, kind: "Open", href: `${place.href}/${page}/${query}` } : undefined;
}
