import { Type, type Static } from "typebox";
import { Place } from "./identity.ts";
import { Moment } from "./shared.ts";

/** A terminal asks to be signed in; `device` is what the person who decides reads. */
export const BeginLoginBody = Type.Object({ device: Type.String({ minLength: 1, maxLength: 120 }) });
export const BegunLogin = Type.Object({
  secret: Type.String({ description: "Kept by the terminal: it collects the token, once." }),
  code: Type.String({ description: "Short, for the person: they compare it, or type it in." }),
  page: Type.String({ description: "The address to open; the code stands after its `#`." }),
  expiresAt: Moment,
  pollSeconds: Type.Integer(),
});
export type BegunLogin = Static<typeof BegunLogin>;

export const CollectLoginBody = Type.Object({ secret: Type.String({ maxLength: 200 }) });
export const CollectedLogin = Type.Object({
  state: Type.Enum(["waiting", "approved"]),
  token: Type.Union([Type.String({ description: "Shown this once." }), Type.Null()]),
});
export type CollectedLogin = Static<typeof CollectedLogin>;

const Code = Type.String({ minLength: 1, maxLength: 40 });
export const FindLoginBody = Type.Object({ code: Code });
export const AskedLogin = Type.Object({
  device: Type.String(),
  address: Type.String({ description: "Where the request came from." }),
  askedAt: Moment,
  expiresAt: Moment,
  tokenDays: Type.Integer(),
  places: Type.Array(Type.Intersect([Place, Type.Object({ readOnly: Type.Boolean({ description: "The token will change nothing." }) })]), {
    description: "Where this person may let it act; one is chosen.",
  }),
});
export type AskedLogin = Static<typeof AskedLogin>;

export const DecideLoginBody = Type.Union([
  Type.Object({
    code: Code,
    decision: Type.Literal("approve"),
    place: Type.Object({ kind: Place.properties.kind, id: Place.properties.id }),
  }),
  Type.Object({ code: Code, decision: Type.Literal("refuse") }),
]);
export type DecideLoginBody = Static<typeof DecideLoginBody>;
