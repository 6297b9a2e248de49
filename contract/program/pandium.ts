import { Type, type Static } from "typebox";

const says = <T extends object>(schema: T, words: string): T => ({ ...schema, says: words });
const open = (words: string) => says(Type.Record(Type.String(), Type.Unknown()), words);

/** A PANDIUM.yaml. Keys it does not name are let be: the file belongs to another platform's contract. */
export const PandiumSource = Type.Object(
  {
    version: says(Type.Union([Type.Number(), Type.String({ minLength: 1 })]), "`0.4` or `1.0`"),
    base: says(Type.String({ minLength: 1, maxLength: 60 }), "a language with version, such as `node:20.9.0`"),
    build: Type.Optional(says(Type.Union([Type.String({ maxLength: 4000 }), Type.Null()]), "one shell line")),
    run: says(Type.String({ minLength: 1, maxLength: 4000 }), "one shell line"),
    configs: Type.Optional(
      says(
        Type.Union([
          Type.Null(),
          Type.Object({
            schema: Type.Optional(Type.Union([open("a JSON Schema of type object"), Type.Null()])),
            uischema: Type.Optional(Type.Union([open("a JSON Forms UI schema"), Type.Null()])),
          }),
        ]),
        "`{}` or `{ schema: ..., uischema: ... }`",
      ),
    ),
    connectors: Type.Optional(
      says(
        Type.Union([
          Type.Null(),
          Type.Array(
            Type.Union([Type.String({ minLength: 1, maxLength: 60 }), Type.Object({ name: Type.String({ minLength: 1, maxLength: 60 }) })]),
            { maxItems: 20 },
          ),
        ]),
        "a list of connector names",
      ),
    ),
    metadata_schema: Type.Optional(says(Type.Union([open("a JSON Schema of type object"), Type.Null()]), "a JSON Schema of type object")),
  },
  { $id: "PandiumSource" },
);
export type PandiumSource = Static<typeof PandiumSource>;
