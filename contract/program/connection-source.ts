import { Type } from "typebox";
import { closed, field, optional, text } from "./fields.ts";

const credential = (says: string) => text(500, `${says}, with the connection's fields in braces such as \`Bearer {api_key}\``);

const HttpSource = Type.Object(
  {
    base: optional(text(300, "an address such as `https://api.example.com/v1`, or `{config.field}` for one the customer names")),
    auth: optional(
      field(
        Type.Object(
          {
            header: optional(field(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9-]{0,60}$" }), "the name of a header")),
            query: optional(field(Type.String({ pattern: "^[A-Za-z0-9_.-]{1,60}$" }), "the name of a parameter of the address")),
            value: optional(credential("what is sent there")),
            basic: optional(
              field(
                Type.Object({ user: credential("the user"), password: credential("the password") }, closed),
                "`{ user: ..., password: ... }`",
              ),
            ),
          },
          closed,
        ),
        '`{ header: Authorization, value: "Bearer {api_key}" }`, `{ query: key, value: "{api_key}" }` or `{ basic: { user: ..., password: ... } }`',
      ),
    ),
    allow: field(
      Type.Array(
        field(Type.String({ pattern: "^[A-Z]{3,10} /[^\\s?#\\\\]{0,300}$" }), "a method and a path, such as `GET /v1/contacts/*`"),
        {
          minItems: 1,
          maxItems: 100,
        },
      ),
      "a list of methods and paths, such as `- GET /v1/contacts`",
    ),
  },
  closed,
);

/** The name of a provider: one of the catalogue's, or one that a host or publisher described. */
export const providerPattern = "^[a-z][a-z0-9-]{1,39}$";

/** One account of a manifest, as its author writes it. */
export const ConnectionSource = Type.Object(
  {
    name: field(Type.String({ pattern: "^[a-z][a-z0-9_-]{0,39}$" }), "a short name in small letters"),
    kind: optional(
      field(Type.Union([Type.Literal("api-key"), Type.Literal("basic"), Type.Literal("token")]), "one of `api-key`, `basic`, `token`"),
    ),
    title: optional(text(80)),
    fields: optional(
      field(
        Type.Array(field(Type.String({ minLength: 1, maxLength: 64 }), "the name of a field of configs.schema"), {
          minItems: 1,
          maxItems: 10,
        }),
        "a list of fields of configs.schema that together are this account",
      ),
    ),
    provider: optional(
      field(Type.String({ pattern: providerPattern }), "the name of a provider whose account the customer connects, such as `hubspot`"),
    ),
    scopes: optional(
      field(Type.Array(text(200, "a right at the provider"), { maxItems: 40 }), "a list of the provider's scopes, no more than needed"),
    ),
    optional: optional(field(Type.Boolean(), "`true` or `false`")),
    env: optional(
      field(
        Type.Record(Type.String({ pattern: "^[A-Z][A-Z0-9_]{0,60}$" }), Type.String({ pattern: "^[a-z][a-z0-9_]{0,60}$" })),
        "names of variables and what they hold, such as `{ HUBSPOT_TOKEN: access_token }`",
      ),
    ),
    http: optional(field(HttpSource, "`{ base: ..., auth: ..., allow: [...] }`: requests to which Stoa adds the account's secret")),
    raw: optional(text(200, "why the program must read the secret itself, for the customer to read")),
  },
  closed,
);
