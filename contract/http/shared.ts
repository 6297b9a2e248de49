import { Type, type Static, type TSchema } from "typebox";

/** A moment as ISO 8601 with zone, e.g. `2026-11-22T17:00:00.000Z`. */
export const Moment = Type.String({ format: "date-time" });

export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.String(),
      what: Type.String(),
      why: Type.Optional(Type.String()),
      fix: Type.String(),
      problems: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String(), fix: Type.Optional(Type.String()) }))),
      trace: Type.String(),
    }),
  },
  { $id: "Error" },
);
export type ErrorBody = Static<typeof ErrorBody>;

/** Query of every list: newest first; `after` is the `next` of the page before. */
export const PageQuery = Type.Object({
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  q: Type.Optional(Type.String({ maxLength: 200 })),
});
export type PageQuery = Static<typeof PageQuery>;

/** One page of a list. `total` is exact up to 10,000 and then null. */
export function Page<T extends TSchema>(item: T) {
  return Type.Object({
    items: Type.Array(item),
    next: Type.Union([Type.String(), Type.Null()]),
    total: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  });
}

export const OperationId = Type.String({
  minLength: 8,
  maxLength: 100,
  description: "Chosen by the caller; the same id again gives the same answer.",
});
