import { Type, type Static } from "typebox";
import { Moment, Page } from "./shared.ts";

export const wishLimits = { name: 80, why: 500, answer: 500 } as const;

export const WishState = Type.Enum(["open", "planned", "declined", "there", "merged"]);
export type WishState = Static<typeof WishState>;
/** What a host may say of a wish. */
export const WishAnswer = Type.Enum(["open", "planned", "declined", "there"]);
export type WishAnswer = Static<typeof WishAnswer>;

/** An integration that customers of a host's side ask for. */
export const Wish = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    state: WishState,
    answer: Type.Union([Type.String(), Type.Null()], { description: "The host's own words." }),
    listingId: Type.Union([Type.String(), Type.Null()], { description: "What it became, once it is there." }),
    votes: Type.Integer({ description: "So many customers want it." }),
    createdAt: Moment,
    decidedAt: Type.Union([Moment, Type.Null()]),
  },
  { $id: "Wish" },
);
export type Wish = Static<typeof Wish>;

export const OwnWish = Type.Intersect([
  Wish,
  Type.Object({
    voted: Type.Boolean({ description: "This customer wants it." }),
    why: Type.Union([Type.String(), Type.Null()], { description: "What this customer said it is for; other customers never read it." }),
    news: Type.Boolean({ description: "It is there since, and nobody here has closed the notice of that." }),
  }),
]);
export type OwnWish = Static<typeof OwnWish>;

export const HostWish = Type.Intersect([
  Wish,
  Type.Object({ weeks: Type.Array(Type.Integer(), { description: "Votes that came in each of the page's `weeks`." }) }),
]);
export type HostWish = Static<typeof HostWish>;

export const WishView = Type.Intersect([
  Wish,
  Type.Object({
    voters: Type.Array(
      Type.Object({
        customerId: Type.String(),
        customerName: Type.String(),
        why: Type.Union([Type.String(), Type.Null()]),
        votedAt: Moment,
      }),
      { description: "The newest 200." },
    ),
    merged: Type.Array(Type.String(), { description: "Other names it was asked for under." }),
  }),
]);
export type WishView = Static<typeof WishView>;

export const WishQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200 })),
  state: Type.Optional(WishAnswer),
  after: Type.Optional(Type.String({ maxLength: 20 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export const OwnWishPage = Page(OwnWish);
export type OwnWishPage = Static<typeof OwnWishPage>;
export const HostWishPage = Type.Intersect([
  Page(HostWish),
  Type.Object({ weeks: Type.Array(Moment, { description: "When each of the last twelve weeks began: Mondays, UTC, oldest first." }) }),
]);
export type HostWishPage = Static<typeof HostWishPage>;

const Why = Type.String({ maxLength: wishLimits.why, description: "What it is for; only the host reads it." });
export const AskForBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: wishLimits.name, description: "A service's name, or what should happen." }),
  why: Type.Optional(Why),
});
export const VoteBody = Type.Object({ why: Type.Optional(Why) });
export const DecideWishBody = Type.Object({
  state: WishAnswer,
  listingId: Type.Optional(Type.String({ description: "With `there`: the published listing that does it." })),
  answer: Type.Optional(Type.String({ maxLength: wishLimits.answer, description: "Those who voted read it." })),
});
export const MergeWishBody = Type.Object({ into: Type.String({ description: "The wish that stays." }) });
