import { Type, type Static } from "typebox";
import { FailureClassSchema } from "./failures.ts";

const Pattern = Type.Object({
  stream: Type.Union([Type.Literal("any"), Type.Literal("stdout"), Type.Literal("stderr")]),
  pattern: Type.String(),
});

/** Success rules, filled in: what a judge is made from. */
export const Success = Type.Object({
  exit: Type.Array(Type.Integer()),
  fail: Type.Array(Type.Object({ match: Type.Array(Pattern), class: FailureClassSchema, say: Type.Union([Type.String(), Type.Null()]) })),
  require: Type.Array(Type.Object({ match: Type.Array(Pattern), say: Type.Union([Type.String(), Type.Null()]) })),
  ignore: Type.Array(Type.String()),
  failedItems: Type.Integer(),
  atLeast: Type.Record(Type.String(), Type.Integer()),
  unchanged: Type.Union([Type.Integer(), Type.Null()]),
  disable: Type.Array(Type.String()),
});
export type Success = Static<typeof Success>;
