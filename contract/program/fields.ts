import { Type, type TSchema } from "typebox";

/** Every schema node carries `says`: what is expected there, in words that complete "must be ...". */
export function field<T extends TSchema>(schema: T, says: string): T {
  return { ...schema, says };
}
export const text = (max: number, says = `text of at most ${max} characters`) => field(Type.String({ minLength: 1, maxLength: max }), says);
export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);
export const closed = { additionalProperties: false } as const;

/** What customers begin with, until they choose: from now on, or what is there already too. */
export const History = Type.Union([Type.Literal("now"), Type.Literal("all")]);
