import { Type, type Static } from "typebox";
import { Moment } from "./shared.ts";

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const most = (description: string, minimum: number, maximum = 1_000_000) =>
  Type.Optional(orNull(Type.Integer({ minimum, maximum, description })));

export const LimitKind = Type.Enum(["host", "plan", "integration", "customer", "account"]);
export type LimitKind = Static<typeof LimitKind>;

const values = {
  weight: Type.Optional(
    orNull(Type.Number({ minimum: 0.001, maximum: 1_000, description: "The size of a customer's share; 1 when missing." })),
  ),
  atOnce: most("Most runs under way at the same time.", 0),
  perMinute: most("Most runs begun in a minute.", 1),
  waiting: most("Most runs that wait; more are refused.", 0),
  waitMinutes: most("A run that waited so long without being begun is given up.", 1),
};

/** A limit as it is set: what is missing or null is not limited. */
export const LimitBody = Type.Object({
  kind: LimitKind,
  subject: Type.Optional(
    Type.String({
      description: "A host's, customer's or integration's id; of an account, an installation that uses it; nothing for a plan.",
    }),
  ),
  plan: Type.Optional(
    Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,39}$", description: "A plan's name; of a customer, the plan it takes the rest from." }),
  ),
  sideId: Type.Optional(Type.String({ description: "Only on this side, when the operator asks: needed for a plan." })),
  ...values,
});
export type LimitBody = Static<typeof LimitBody>;

export const LimitView = Type.Object(
  {
    id: Type.String(),
    kind: LimitKind,
    subject: orNull(Type.String()),
    name: Type.String({ description: "The subject's name." }),
    plan: orNull(Type.String()),
    sideId: orNull(Type.String()),
    setBy: Type.Enum(["operator", "host"]),
    weight: orNull(Type.Number()),
    atOnce: orNull(Type.Integer()),
    perMinute: orNull(Type.Integer()),
    waiting: orNull(Type.Integer()),
    waitMinutes: orNull(Type.Integer()),
    changedAt: Moment,
    use: Type.Object({
      running: Type.Integer({ description: "Runs under way now." }),
      waiting: orNull(Type.Integer({ description: "Runs that wait now, counted up to 10,000; null where that is not counted." })),
    }),
  },
  { $id: "LimitView" },
);
export type LimitView = Static<typeof LimitView>;
export const LimitList = Type.Object({ items: Type.Array(LimitView) });
export type LimitList = Static<typeof LimitList>;
export const LimitRemoved = Type.Object({ removed: Type.String() });
