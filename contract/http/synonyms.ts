import { Type, type Static } from "typebox";
import { Moment } from "./shared.ts";

export const mostSynonyms = 200;
const Words = Type.String({ minLength: 1, maxLength: 60, description: "One to three words." });

export const SynonymPair = Type.Object({ word: Words, means: Words });
export type SynonymPair = Static<typeof SynonymPair>;

export const SynonymsBody = Type.Object({
  pairs: Type.Array(SynonymPair, { maxItems: mostSynonyms, description: "Each holds both ways." }),
});
export type SynonymsBody = Static<typeof SynonymsBody>;

export const SynonymsView = Type.Object({
  pairs: Type.Array(SynonymPair),
  setAt: Type.Union([Moment, Type.Null()], { description: "Null: never." }),
});
export type SynonymsView = Static<typeof SynonymsView>;
