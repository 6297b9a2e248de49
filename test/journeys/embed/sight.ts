import type { FrameLocator, Locator } from "playwright-core";

/** Something a person waits to see. */
export interface Sight {
  as: "heading" | "button" | "region" | "text";
  name: string | RegExp;
  /** True when they wait for it to go. */
  gone?: boolean;
  /** True where a text stands alone. */
  alone?: boolean;
}

export const heading = (name: string): Sight => ({ as: "heading", name });
export const button = (name: string | RegExp): Sight => ({ as: "button", name });
export const region = (name: string | RegExp): Sight => ({ as: "region", name });
export const text = (name: string): Sight => ({ as: "text", name });

export function locate(shop: FrameLocator, { as, name, alone = false }: Sight): Locator {
  if (as === "text") return shop.getByText(name, { exact: alone }).first();
  return shop.getByRole(as, { name, ...(typeof name === "string" ? { exact: true } : {}) }).first();
}

/** The same sight as the page's own watch looks for it; what is named by a pattern is sent as its source. */
export function toWatched({ as, name, gone = false, alone = false }: Sight): object {
  return typeof name === "string" ? { as, text: name, gone, alone } : { as, pattern: name.source, gone, alone };
}
