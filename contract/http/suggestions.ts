import { Type, type Static } from "typebox";
import { catalogLimits, ListingSummary } from "./catalog.ts";

/** What a page of the host's is about. */
export const SuggestQuery = Type.Object({
  provider: Type.Optional(Type.String({ maxLength: 80, description: "A service by its name: `HubSpot`." })),
  object: Type.Optional(Type.String({ maxLength: 80, description: "What the page shows: `invoices`." })),
  category: Type.Optional(Type.String({ maxLength: catalogLimits.category })),
  words: Type.Optional(Type.String({ maxLength: 200, description: "Anything else that is said of it." })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 12, default: 3 })),
});
export type SuggestQuery = Static<typeof SuggestQuery>;

export const Because = Type.Object({
  kind: Type.Enum(["provider", "object", "words", "category", "popular"]),
  text: Type.Union([Type.String(), Type.Null()], { description: "That part of the context, as it was given." }),
});
export type Because = Static<typeof Because>;

export const SuggestionView = Type.Intersect([
  ListingSummary,
  Type.Object({ because: Type.Array(Because, { description: "Which parts of the context it fits, the strongest first." }) }),
]);
export type SuggestionView = Static<typeof SuggestionView>;
export const SuggestionList = Type.Object({ items: Type.Array(SuggestionView) });
export type SuggestionList = Static<typeof SuggestionList>;
