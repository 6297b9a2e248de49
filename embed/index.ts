import { StoaMarketplace } from "./stoa-marketplace.ts";

if (!customElements.get("stoa-marketplace")) customElements.define("stoa-marketplace", StoaMarketplace);

export { StoaMarketplace };
export { suggest, type SuggestOptions } from "./suggest.ts";
export type { StoaEvents } from "./events.ts";
export type { EmbedEvent, EmbedLanguage, EmbedTheme, EmbedView } from "@stoa/contract";

declare global {
  interface HTMLElementTagNameMap {
    "stoa-marketplace": StoaMarketplace;
  }
}
