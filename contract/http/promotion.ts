import { Type, type Static } from "typebox";

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const PromotionItem = Type.Object({
  key: Type.String({ description: "Which part it is, such as `look` or `listing:int_…`." }),
  kind: Type.Enum(["look", "synonyms", "listing", "actions", "calls", "provider", "limit"]),
  name: Type.String(),
  change: Type.Enum(["added", "changed", "removed"], { description: "What promoting it does to the live side." }),
  fields: Type.Array(
    Type.Object({ name: Type.String(), live: orNull(Type.String()), test: orNull(Type.String()) }, { description: "Null: not there." }),
  ),
  digest: Type.String({ description: "Of what was read; sent back, so that nothing else is promoted than was looked at." }),
  blocked: orNull(Type.String({ description: "Why it cannot be promoted as things are, and what to do." })),
  needsBase: Type.Boolean({ description: "The address of the live API has to be given with it." }),
  mustAgree: Type.Integer({
    description: "Installations that have to agree again after it: until then what covers more is refused there.",
  }),
});
export type PromotionItem = Static<typeof PromotionItem>;
export const PromotionView = Type.Object({
  testSideId: Type.String(),
  liveSideId: Type.String(),
  items: Type.Array(PromotionItem),
});
export type PromotionView = Static<typeof PromotionView>;

export const PromoteBody = Type.Object({
  items: Type.Array(Type.Object({ key: Type.String({ maxLength: 300 }), digest: Type.String({ maxLength: 100 }) }), {
    minItems: 1,
    maxItems: 1_000,
  }),
  base: Type.Optional(Type.String({ maxLength: 300, description: "Where the live API is, where that was never said." })),
});
export type PromoteBody = Static<typeof PromoteBody>;
export const Promoted = Type.Object({
  promoted: Type.Array(Type.String()),
  same: Type.Array(Type.String(), { description: "What was the same on both sides already." }),
});
export type Promoted = Static<typeof Promoted>;
